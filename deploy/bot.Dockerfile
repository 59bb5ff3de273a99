# The assistant and its action server, with the model trained into the image.
FROM python:3.11-slim AS text
WORKDIR /app
COPY requirements/uv.txt requirements/services.txt requirements/
RUN python -m venv /tools \
    && /tools/bin/pip install --no-cache-dir --require-hashes -r requirements/uv.txt \
    && /tools/bin/uv venv .venv \
    && /tools/bin/uv pip sync --no-cache --require-hashes --python .venv/bin/python requirements/services.txt
COPY citizen_text citizen_text
RUN cd citizen_text && ../.venv/bin/python -m hatchling build -t wheel -d /wheels

FROM python:3.10-slim AS build
WORKDIR /app
COPY requirements/uv.txt requirements/bot.txt requirements/
RUN python -m venv /tools \
    && /tools/bin/pip install --no-cache-dir --require-hashes -r requirements/uv.txt \
    && /tools/bin/uv venv bot/.venv \
    && /tools/bin/uv pip sync --no-cache --require-hashes --python bot/.venv/bin/python requirements/bot.txt
COPY --from=text /wheels /wheels
RUN /tools/bin/uv pip install --no-cache --no-deps --python bot/.venv/bin/python /wheels/*.whl
COPY bot bot
COPY nlu_data nlu_data
COPY deploy/healthy.py deploy/
RUN bot/.venv/bin/python bot/train.py

FROM python:3.10-slim
RUN useradd --system --uid 10001 --create-home nalish
COPY --from=build /app /app
WORKDIR /app/bot
ENV PATH=/app/bot/.venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
USER nalish
EXPOSE 5005 5055
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s CMD ["python", "/app/deploy/healthy.py", "http://127.0.0.1:5005/"]
CMD ["python", "-m", "server"]
