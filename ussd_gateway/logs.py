"""Logs say what happened to which message; whose it was and what it said stays out of them."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

_PHONE = re.compile(r"(?<![\w-])\+?[0-9\u09e6-\u09ef]{9,17}(?![\w-])")
_NEVER = frozenset({"text", "phone", "sender", "recipient", "raw", "body", "message"})


def configure_logs() -> None:
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
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
    access = logging.getLogger("uvicorn.access")
    if not any(isinstance(known, PathOnly) for known in access.filters):
        access.addFilter(PathOnly())


def mask(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {
        name: "•••" if name in _NEVER else mask_text(value) if isinstance(value, str) else value
        for name, value in event.items()
    }


def mask_text(text: str) -> str:
    return _PHONE.sub("•••", text)


class PathOnly(logging.Filter):
    """uvicorn's access line without the query: (client, method, path, version, status)."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple) and len(record.args) == 5:
            client, method, path, version, status = record.args
            record.args = (client, method, str(path).partition("?")[0], version, status)
        return True
