"""What comes from outside: no larger, slower, deeper or odder than a message is."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from time import monotonic
from typing import Any

import httpx

from case_manager.interoperability.errors import UNREADABLE, AnswerNotTrusted

LARGEST_ANSWER_BYTES = 1024 * 1024
_DEEPEST = 40
_LONGEST_NUMBER = 18  # digits; an identifier may be written as a number


@dataclass(frozen=True)
class Said:
    status_code: int
    body: bytes
    signature: str


def post(http: httpx.Client, url: str, headers: Mapping[str, str], **sent: Any) -> Said:
    """The time-out is that of the whole answer: who sends a byte now and then is late as well.

    Raises httpx.HTTPError and AnswerNotTrusted.
    """
    ends_at = monotonic() + (http.timeout.read or math.inf)
    body = bytearray()
    plain = {"Accept-Encoding": "identity", **headers}
    with http.stream("POST", url, headers=plain, **sent) as response:
        if response.headers.get("Content-Encoding", "identity") != "identity":
            raise AnswerNotTrusted(UNREADABLE, "packed")
        for chunk in response.iter_bytes():
            body += chunk
            if len(body) > LARGEST_ANSWER_BYTES:
                raise AnswerNotTrusted(UNREADABLE, "too large")
            if monotonic() > ends_at:
                raise httpx.ReadTimeout("the answer took too long")
    return Said(response.status_code, bytes(body), response.headers.get("Signature", ""))


def read_json(body: bytes) -> Any:
    """Raises ValueError with words for what is wrong, and nothing of the content."""
    try:
        content = json.loads(
            body.decode("utf-8-sig"),
            parse_int=_whole,
            parse_float=_finite,
            parse_constant=_no_number,
        )
    except UnicodeDecodeError:
        raise ValueError("the body is not written in UTF-8") from None
    except json.JSONDecodeError:
        raise ValueError("the body is no JSON") from None
    except RecursionError:
        raise ValueError("the body is nested too deeply") from None
    _check_depth(content)
    try:
        json.dumps(content, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise ValueError("a text has half a character of UTF-16") from None
    return content


def _check_depth(content: Any) -> None:
    level = [content]
    for _ in range(_DEEPEST):
        level = [inner for each in level for inner in _inside(each)]
        if not level:
            return
    raise ValueError("the body is nested too deeply")


def _inside(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []


def _whole(text: str) -> int:
    if len(text.lstrip("-")) > _LONGEST_NUMBER:
        raise ValueError("a number has too many digits")
    return int(text)


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("a number is out of range")
    return number


def _no_number(text: str) -> float:
    raise ValueError("NaN and Infinity are no numbers of JSON")
