"""No request is larger than what anybody has to say to us; only lists may be long."""

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST_BODY_BYTES = 64 * 1024
LARGEST_FILE_BYTES = 4 * 1024**3
_TAKES_FILES = ("POST", "/imports")


class SmallBodies:
    """Stops reading at the limit, whatever length was announced."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        takes_files = (scope["method"], scope["path"]) == _TAKES_FILES
        largest = LARGEST_FILE_BYTES if takes_files else LARGEST_BODY_BYTES
        read_bytes = 0

        async def receive_little() -> Message:
            nonlocal read_bytes
            message = await receive()
            read_bytes += len(message.get("body", b""))
            if read_bytes > largest:
                raise HTTPException(413, f"no more than {largest} bytes, please")
            return message

        await self._app(scope, receive_little, send)
