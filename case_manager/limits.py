"""No request is larger than what anybody has to say to us; only lists may be long."""

from fastapi import HTTPException
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from case_manager.errors import AppError

LARGEST_BODY_BYTES = 64 * 1024
LARGEST_FILE_BYTES = 4 * 1024**3
_TAKES_FILES = ("POST", "/imports")


class BodyTooLarge(AppError, HTTPException):
    """FastAPI lets only an HTTPException through while it reads a body."""

    status_code = 413

    def __init__(self, most_bytes: int) -> None:
        HTTPException.__init__(self, 413, f"no more than {most_bytes} bytes, please")


class FileTooLarge(BodyTooLarge):
    pass


class SmallBodies:
    """Refuses what is announced to be larger before any of it is read, and stops reading at the
    limit, whatever was announced.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        largest_body: int = LARGEST_BODY_BYTES,
        largest_file: int = LARGEST_FILE_BYTES,
    ) -> None:
        self._app = app
        self._largest_body = largest_body
        self._largest_file = largest_file

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            receive = self._limited(scope, receive)
        await self._app(scope, receive, send)

    def _limited(self, scope: Scope, receive: Receive) -> Receive:
        """Raises from within the application, which answers in words."""
        refusal, largest = BodyTooLarge(self._largest_body), self._largest_body
        if (scope["method"], scope["path"]) == _TAKES_FILES:
            refusal = FileTooLarge(self._largest_file)
            largest += self._largest_file  # for the form around it
        announced = Headers(scope=scope).get("content-length", "")
        is_too_large = announced.isdecimal() and int(announced) > largest
        read_bytes = 0

        async def limited() -> Message:
            nonlocal read_bytes
            if is_too_large:
                raise refusal
            message = await receive()
            read_bytes += len(message.get("body", b""))
            if read_bytes > largest:
                raise refusal
            return message

        return limited
