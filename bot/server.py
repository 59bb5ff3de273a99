"""The assistant: `python server.py [MODEL]` (in bot/). It serves the gateway's channel and nothing
else. Its MODEL is that of the present training data unless another is named.
"""

import logging
import os
import sys
from asyncio import AbstractEventLoop
from collections.abc import Mapping
from pathlib import Path

from sanic import Sanic

import settings
from complaint.catalogue import UnusableCatalogue
from complaint.texts import read_telling
from training_inputs import BOT, model_path
from wording import read_wording

os.environ["RASA_TELEMETRY_ENABLED"] = "false"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")


def main() -> int:
    told = settings.read(settings.ASSISTANT)
    model = Path(sys.argv[1]) if sys.argv[1:] else model_path()
    if not model.exists():
        print(f"there is no model {model.name}: run `python train.py`", file=sys.stderr)
        return 2
    try:
        read_telling(read_wording(), helplines=Path(told["NALISH_HELPLINES"]))
    except UnusableCatalogue as error:
        print(error, file=sys.stderr)
        return 2
    _serve(model, told)
    return 0


def _serve(model: Path, told: Mapping[str, str]) -> None:
    # Rasa fills endpoints.yml and credentials.yml from the environment
    os.environ["NALISH_REDIS_PREFIX"] = told["NALISH_REDIS_PREFIX"]
    os.environ["NALISH_HELPLINES"] = told["NALISH_HELPLINES"]
    logging.captureWarnings(True)  # Rasa's old libraries warn of themselves, not of us
    logging.getLogger("py.warnings").setLevel(logging.ERROR)
    import rasa.core.run
    from rasa.core.utils import AvailableEndpoints

    import logs
    from components.action_endpoint import ActionServer

    logs.configure()
    endpoints = AvailableEndpoints.read_endpoints(str(BOT / "endpoints.yml"))
    endpoints.action = ActionServer(told["NALISH_ACTIONS_URL"], told["NALISH_ACTIONS_TOKEN"])
    rasa.core.run.serve_application(
        model_path=str(model),
        credentials=str(BOT / "credentials.yml"),
        endpoints=endpoints,
        interface=told["NALISH_ASSISTANT_HOST"],
        port=int(told["NALISH_ASSISTANT_PORT"]),
        enable_api=False,
        server_listeners=[(_fit_out, "after_server_start")],
    )


async def _fit_out(app: Sanic, loop: AbstractEventLoop) -> None:
    from components.processor import fit_out

    fit_out(app.ctx.agent)
    print("ready", flush=True)


if __name__ == "__main__":
    status = main()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)  # every turn is saved by now; TensorFlow takes seconds to take itself down
