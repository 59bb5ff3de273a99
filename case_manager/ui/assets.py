"""Style sheets, scripts and fonts: addressed with a hash of their contents, so kept for a year."""

import hashlib
from functools import lru_cache
from pathlib import Path

from fastapi.staticfiles import StaticFiles
from starlette.responses import Response
from starlette.types import Scope

STATIC = Path(__file__).parent / "static"
_A_YEAR = "public, max-age=31536000, immutable"
_A_DAY = "public, max-age=86400"


def asset_url(path: str) -> str:
    return f"/static/{path}?v={_version(path)}"


@lru_cache
def _version(path: str) -> str:
    return hashlib.sha256((STATIC / path).read_bytes()).hexdigest()[:12]


class Assets(StaticFiles):
    def __init__(self) -> None:
        super().__init__(directory=STATIC)

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        versioned = scope["query_string"].startswith(b"v=")
        response.headers["Cache-Control"] = _A_YEAR if versioned else _A_DAY
        return response
