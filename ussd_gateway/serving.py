"""The web process: uvicorn, which ends by the same moment as the app behind it."""

import sys
from argparse import ArgumentParser, Namespace
from functools import partial
from socket import socket

import uvicorn

from ussd_gateway.app import create_app
from ussd_gateway.settings import load_settings
from ussd_gateway.shutdown import Shutdown

_STARTUP_FAILURE = 3  # as uvicorn's own


class Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, stop: Shutdown) -> None:
        super().__init__(config)
        self._stop = stop

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        self._stop.begin()
        seconds = self._stop.seconds_for_requests
        self.config.timeout_graceful_shutdown = seconds  # type: ignore[assignment]
        await super().shutdown(sockets)


def main() -> None:
    arguments = _arguments()
    settings = load_settings()
    stop = Shutdown(settings.finish_seconds)
    config = uvicorn.Config(
        partial(create_app, settings, shutdown=stop),
        factory=True,
        host=arguments.host,
        port=arguments.port,
        forwarded_allow_ips=arguments.forwarded_allow_ips,
        log_level="warning",
        access_log=False,
        server_header=False,
    )
    server = Server(config, stop)
    server.run()
    if not server.started:
        sys.exit(_STARTUP_FAILURE)


def _arguments() -> Namespace:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--forwarded-allow-ips", help="of proxies in front of it")
    return parser.parse_args()


if __name__ == "__main__":
    main()
