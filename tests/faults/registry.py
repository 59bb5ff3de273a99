"""A registry that takes every question and answers none."""

import socket
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SILENT = """
[us]
id = "nalish"
key_id = "2026-1"
signing_key = { env = "OUR_KEY" }

[peers.silent]
type = "registry"
id = "silent"
url = "http://127.0.0.1:PORT"
signature = "body"
timeout_seconds = 30

[programmes.oaa]
source = "dci"
code = "OAA"
registry = "silent"
"""


@contextmanager
def silent_registry(folder: Path) -> Iterator[dict[str, str]]:
    """Gives the settings of a house that asks it, and nobody else, about the old age allowance."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listening:
        file = folder / "interoperability.toml"
        file.write_text(SILENT.replace("PORT", str(listening.getsockname()[1])))
        key = b64encode(bytes(32)).decode()
        yield {"NALISH_INTEROPERABILITY_FILE": str(file), "OUR_KEY": key}
