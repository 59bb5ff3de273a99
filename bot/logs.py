"""Logs of the assistant: what happened, never what was said."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

from citizen_text import masking

_QUIET = ("rasa", "sanic.root", "sanic.error", "aiohttp", "apscheduler", "matplotlib", "httpx")


class WithoutWords(logging.Filter):
    """A trace or an argument may quote a message; the kind of failure is enough."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info and record.exc_info[0] is not None:
            record.msg = f"{record.name} failed: {record.exc_info[0].__name__}"
            record.args = ()
            record.exc_info = record.exc_text = None
        return True


def configure(level: int = logging.WARNING) -> None:
    """Rasa writes the text of messages at DEBUG, so DEBUG stays off, whoever asks for it."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(levelname)s %(name)s %(message)s"))
    handler.addFilter(WithoutWords())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in _QUIET:
        logging.getLogger(name).setLevel(level)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            _without_trace,
            _mask,
            _line,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )


def _without_trace(
    logger: Any, method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    event.pop("exc_info", None)
    return event


def _mask(logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return masking.mask_line(event)


def _line(logger: Any, method: str, event: MutableMapping[str, Any]) -> str:
    level, name = event.pop("level"), event.pop("event")
    fields = " ".join(f"{key}={value}" for key, value in sorted(event.items()))
    return f"{level.upper()} {name} {fields}".rstrip()


def follow(traceparent: str) -> None:
    """What this task logs from now on carries the id of its message in all services."""
    structlog.contextvars.clear_contextvars()
    if traceparent:
        structlog.contextvars.bind_contextvars(trace_id=traceparent.split("-")[1])
