"""The assistant: `python server.py` (in bot/). It serves the gateway's channel and nothing else."""

import logging
import os
import sys
from asyncio import AbstractEventLoop
from pathlib import Path

from training_inputs import BOT, model_path

os.environ["RASA_TELEMETRY_ENABLED"] = "false"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("NALISH_REDIS_PREFIX", "nalish:")
os.environ.setdefault("NALISH_FREE_CHANNELS", "")

REQUIRED = (
    "NALISH_ACTIONS_TOKEN",
    "NALISH_ACTIONS_URL",
    "NALISH_ASSISTANT_TOKEN",
    "NALISH_CASE_MANAGER_URL",
    "NALISH_TRACKER_SEALING_KEY",
    "REDIS_URL",
)


def main() -> int:
    missing = [name for name in REQUIRED if not os.environ.get(name)]
    if missing:
        print(f"not set: {', '.join(missing)}", file=sys.stderr)
        return 2
    model = model_path()
    if not model.exists():
        print("there is no model of the present data: run `python train.py`", file=sys.stderr)
        return 2
    _serve(model)
    return 0


def _serve(model: Path) -> None:
    logging.captureWarnings(True)  # Rasa's old libraries warn of themselves, not of us
    logging.getLogger("py.warnings").setLevel(logging.ERROR)
    import rasa.core.run
    from rasa.core.utils import AvailableEndpoints

    import logs
    from components.action_endpoint import ActionServer

    logs.configure()
    endpoints = AvailableEndpoints.read_endpoints(str(BOT / "endpoints.yml"))
    endpoints.action = ActionServer(
        os.environ["NALISH_ACTIONS_URL"], os.environ["NALISH_ACTIONS_TOKEN"]
    )
    rasa.core.run.serve_application(
        model_path=str(model),
        credentials=str(BOT / "credentials.yml"),
        endpoints=endpoints,
        interface=os.environ.get("NALISH_ASSISTANT_HOST", "127.0.0.1"),
        port=int(os.environ.get("NALISH_ASSISTANT_PORT", "5005")),
        enable_api=False,
        server_listeners=[(_trust_one_store, "after_server_start")],
    )


async def _trust_one_store(app: object, loop: AbstractEventLoop) -> None:
    from components.one_store import trust_one_store

    trust_one_store(app.ctx.agent)
    print("ready", flush=True)


if __name__ == "__main__":
    sys.exit(main())
