"""One JSON line per event on standard output, with nothing in it that belongs to a citizen."""

import logging
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any

import structlog

from citizen_text import masking


def mask_numbers(_: Any, __: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Whatever looks like a phone or an NID is masked, wherever it came from."""
    return masking.mask_line(line)


def where(error: BaseException) -> list[str]:
    """Kind and places of an error without its message, which may quote what a citizen wrote."""
    frames = traceback.extract_tb(error.__traceback__)
    return [type(error).__name__, *(f"{frame.filename}:{frame.lineno}" for frame in frames[-8:])]


class WithoutCitizens(logging.Filter):
    """Takes out of other people's log lines what may be a citizen's: error messages and queries."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info and record.exc_info[1]:
            record.msg = (
                f"{record.getMessage()} [{' < '.join(reversed(where(record.exc_info[1])))}]"
            )
            record.args, record.exc_info, record.exc_text = (), None, None
        elif isinstance(record.args, tuple):
            record.args = tuple(
                arg.partition("?")[0] if isinstance(arg, str) and arg.startswith("/") else arg
                for arg in record.args
            )
        return True


def set_up_logging() -> None:
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            mask_numbers,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=structlog.PrintLoggerFactory(),  # standard output as it is at the time
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(level=logging.INFO, stream=sys.stdout, format="%(levelname)s %(message)s")
    for chatty in ("httpx", "procrastinate", "alembic"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    discreet = WithoutCitizens()
    for handler in logging.getLogger().handlers:
        handler.addFilter(discreet)
    for name in ("uvicorn.error", "uvicorn.access"):
        logging.getLogger(name).addFilter(discreet)
