"""The real servers of OpenG2P in an environment of their own, and what they ask themselves.

They ask a key manager whether a signature holds; ours looks, with our own public key.
"""

import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import make_url

from nalish.place import ROOT
from tests.ussd_gateway.servers import free_ports, wait_for

REQUIREMENTS = ROOT / "requirements" / "openg2p.txt"
UV = ROOT / ".tools" / "bin" / "uv"
ENVIRONMENT = ROOT / ".tools" / "openg2p"
_UNREACHABLE = re.compile(r"error sending request|dns error|tcp connect|connection|network", re.I)
_MAIN = """
from {package}.app import Initializer
from openg2p_fastapi_common.ping import PingInitializer
initializer = Initializer()
PingInitializer()
app = initializer.return_app()
initializer.main()
"""


@dataclass(frozen=True)
class Server:
    url: str
    database_url: str


@cache
def python() -> Path:
    """Installs what is missing; skips only where the packages cannot be had, and never in CI."""
    stamp = ENVIRONMENT / REQUIREMENTS.name
    wanted = hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()
    interpreter = ENVIRONMENT / "bin" / "python"
    if stamp.exists() and stamp.read_text() == wanted:
        return interpreter
    _run(UV, "venv", "--quiet", "--clear", "--python", sys.executable, ENVIRONMENT)
    _run(UV, "pip", "sync", "--require-hashes", "--python", interpreter, REQUIREMENTS)
    stamp.write_text(wanted)
    return interpreter


def _run(*command: str | Path) -> None:
    environment = {"UV_SYSTEM_CERTS": "1", **os.environ}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    if done.returncode:
        words = done.stderr.strip().splitlines()
        if _UNREACHABLE.search(done.stderr) and not os.environ.get("CI"):
            pytest.skip(f"OpenG2P's packages cannot be had here: {words[-1]}")
        pytest.fail("\n".join(words[-8:]))


@contextmanager
def key_manager(key: Ed25519PublicKey) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            answer: dict[str, Any] = {"access_token": "of-the-server", "expires_in": 900}
            if self.path != "/token":
                holds = _holds(json.loads(body)["request"], key)
                answer = {"response": {"signatureValid": holds}}
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps(answer).encode())

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def _holds(request: dict[str, str], key: Ed25519PublicKey) -> bool:
    """The server wrote the body anew and put it back between header and signature."""
    try:
        jwt.PyJWS().decode(request["jwtSignatureData"], key, algorithms=["EdDSA"])
    except jwt.InvalidTokenError:
        return False
    return True


@contextmanager
def running(
    package: str, prefix: str, database_url: str, key_manager_url: str, folder: Path
) -> Iterator[Server]:
    [port] = free_ports(1)
    main = folder / "main.py"
    main.write_text(_MAIN.format(package=package))
    environment = {
        "PATH": os.environ["PATH"],
        f"{prefix}_DB_DATASOURCE": _for_asyncpg(database_url),
        f"{prefix}_HOST": "127.0.0.1",
        f"{prefix}_PORT": str(port),
    }
    for name in (prefix, "G2PCONNECT"):
        environment[f"{name}_OAUTH_TOKEN_URL"] = f"{key_manager_url}/token"
        environment[f"{name}_JWT_VERIFY_URL"] = f"{key_manager_url}/verify"
    log = folder / "server.log"
    with ExitStack() as stack:
        output = stack.enter_context(log.open("wb"))

        def start(command: str) -> subprocess.Popen[bytes]:
            return subprocess.Popen(
                [python(), main, command],
                cwd=folder,
                env=environment,
                stdout=output,
                stderr=subprocess.STDOUT,
            )

        assert start("migrate").wait(60) == 0, log.read_text()
        server = start("run")
        stack.callback(server.wait)
        stack.callback(server.terminate)
        url = f"http://127.0.0.1:{port}"
        wait_for(lambda: _answers(url))
        yield Server(url, database_url)


def _for_asyncpg(database_url: str) -> str:
    url = make_url(database_url).set(drivername="postgresql+asyncpg")
    return url.render_as_string(hide_password=False)


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/ping", timeout=1).is_success
    except httpx.HTTPError:
        return False
