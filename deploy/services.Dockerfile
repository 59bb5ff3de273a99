# The gateway, the case manager and their workers: one image, started with different commands.
FROM python:3.11-slim AS build
WORKDIR /app
COPY requirements/uv.txt requirements/node.txt requirements/services.txt requirements/
RUN python -m venv /tools \
    && /tools/bin/pip install --no-cache-dir --require-hashes -r requirements/uv.txt -r requirements/node.txt \
    && /tools/bin/uv venv .venv \
    && /tools/bin/uv pip sync --no-cache --require-hashes --python .venv/bin/python requirements/services.txt
COPY package.json package-lock.json ./
COPY deploy/assets.py deploy/
RUN /tools/bin/python deploy/assets.py
COPY pyproject.toml README.md LICENSE NOTICE ./
COPY citizen_text citizen_text
COPY ussd_gateway ussd_gateway
COPY case_manager case_manager
COPY deploy deploy
RUN /tools/bin/python deploy/assets.py \
    && /tools/bin/uv pip install --no-cache --no-deps --no-build-isolation --python .venv/bin/python --editable . \
    && rm -rf node_modules

FROM python:3.11-slim
RUN useradd --system --uid 10001 --no-create-home nalish \
    && install --directory --owner nalish --mode 700 /var/lib/nalish/imports
COPY --from=build /app /app
WORKDIR /app
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 NALISH_STATE_DIR=/tmp/nalish
USER nalish
EXPOSE 8000 8080
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s CMD ["python", "deploy/healthy.py", "http://127.0.0.1:8000/readyz"]
CMD ["python", "-m", "ussd_gateway.serving", "--host", "0.0.0.0"]
