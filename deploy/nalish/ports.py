"""Whether the ports are free, said before anything is started."""

import socket
from collections.abc import Mapping

from nalish.environment import used_ports
from nalish.refusals import Refusal


def check_ports(described: Mapping[str, str]) -> None:
    taken: dict[int, str] = {}
    for name in used_ports(described):
        port = _number(name, described[name])
        if port in taken:
            raise Refusal(f"{name} and {taken[port]} are both {port}: give one another number.")
        taken[port] = name
        if in_use(port):
            raise Refusal(
                f"Port {port} is in use: stop what listens there, or set {name} to another one."
            )


def in_use(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


def _number(name: str, text: str) -> int:
    if text.isascii() and text.isdigit() and 0 < int(text) < 65536:
        return int(text)
    raise Refusal(f"{name} must be a port number from 1 to 65535.")
