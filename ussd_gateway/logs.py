"""Logs say what happened to which message; whose it was and what it said stays out of them."""

import logging
import re
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any

import structlog

from citizen_text import masking
from ussd_gateway.traces import add_to_line

_PATH_SECRET = re.compile(r"(/channels/[^/]+/[^/]+/).+")
_FRAMES_SHOWN = 8
_NEVER = frozenset({"text", "phone", "address", "sender", "recipient", "raw", "body", "message"})


def configure_logs() -> None:
    structlog.configure(
        processors=[
            add_to_line,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            mask,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)  # they log whole addresses
    logging.basicConfig(
        level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(message)s"
    )
    _add_filter(logging.getLogger("uvicorn.access"), PathOnly())
    _add_filter(logging.getLogger("uvicorn.error"), KindAndPlaces())
    for handler in logging.getLogger().handlers:
        _add_filter(handler, KindAndPlaces())


def _add_filter(to: logging.Filterer, new: logging.Filter) -> None:
    if not any(isinstance(known, type(new)) for known in to.filters):
        to.addFilter(new)


def mask(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return masking.mask_line(event, _NEVER)


class PathOnly(logging.Filter):
    """uvicorn's access line without the query and without a secret at the end of a path.

    Its arguments are (client, method, path, version, status).
    """

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple) and len(record.args) == 5:
            client, method, path, version, status = record.args
            path = _PATH_SECRET.sub(r"\1•••", str(path).partition("?")[0])
            record.args = (client, method, path, version, status)
        return True


class KindAndPlaces(logging.Filter):
    """Other people's lines about an error without its message, which may quote what came in."""

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            words = record.getMessage().partition("\n")[0]  # asyncio shows the error itself below
            record.msg = f"{words} [{' < '.join(_kind_and_places(error))}]"
            record.args, record.exc_info, record.exc_text = (), None, None
        return True


def _kind_and_places(error: BaseException) -> list[str]:
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES_SHOWN:]
    return [
        type(error).__name__,
        *(f"{frame.filename}:{frame.lineno}" for frame in reversed(frames)),
    ]
