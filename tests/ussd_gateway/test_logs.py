import io
import logging

import pytest

from ussd_gateway.logs import PathOnly, configure_logs, mask


@pytest.mark.parametrize(
    "value", ["to +8801712345678", "০১৭১২৩৪৫৬৭৮ said", "nid 1234567890", "01712345678"]
)
def test_numbers_of_people_are_masked(value: str) -> None:
    assert "•••" in mask(None, "info", {"event": value})["event"]


def test_words_of_people_never_appear() -> None:
    assert mask(None, "info", {"event": "x", "text": "amar taka"})["text"] == "•••"


def test_ids_and_counts_stay() -> None:
    event = {"event": "x", "message_id": "0197f3aa-4444-7c00-8000-00000000000d", "attempts": 3}
    assert mask(None, "info", dict(event)) == event


def test_access_lines_lose_their_query() -> None:
    args = ("127.0.0.1:1", "GET", "/simulator/outgoing.json?to=%2B8801712345678", "1.1", 200)
    record = logging.LogRecord("uvicorn.access", logging.INFO, "", 0, "%s %s %s %s %d", args, None)
    assert PathOnly().filter(record)
    assert record.getMessage() == "127.0.0.1:1 GET /simulator/outgoing.json 1.1 200"


@pytest.mark.parametrize("what", ["ussd", "ussd-end"])
def test_access_lines_lose_the_secret_of_a_path(what: str) -> None:
    path = f"/channels/africastalking/{what}/path-secret"
    args = ("127.0.0.1:1", "POST", path, "1.1", 200)
    record = logging.LogRecord("uvicorn.access", logging.INFO, "", 0, "%s %s %s %s %d", args, None)
    assert PathOnly().filter(record)
    assert record.getMessage() == f"127.0.0.1:1 POST /channels/africastalking/{what}/••• 1.1 200"


def refuses() -> None:
    raise ValueError("01712345678 wrote: amar taka")


@pytest.mark.parametrize(("name", "written_by"), [("uvicorn.error",) * 2, ("asyncio", None)])
def test_errors_of_others_show_kind_and_place_only(
    name: str, written_by: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in a process that no other service has set up."""
    monkeypatch.setattr(logging.getLogger(), "handlers", [])
    monkeypatch.setattr(logging.getLogger(name), "filters", [])
    lines = io.StringIO()
    handler, logger = logging.StreamHandler(lines), logging.getLogger(written_by)
    logger.addHandler(handler)
    configure_logs()
    try:
        refuses()
    except ValueError as error:
        logging.getLogger(name).error("It broke\n%r", error, exc_info=error)
    finally:
        logger.removeHandler(handler)
    written = lines.getvalue()
    assert "It broke [ValueError < " in written
    assert "test_logs.py" in written
    assert "amar taka" not in written
    assert "01712345678" not in written


def test_words_and_numbers_of_people_appear_in_no_list_either() -> None:
    details = ["results.1: from 01712345678", {"text": "amar taka", "seen": [1712345678]}]
    assert mask(None, "info", {"event": "unreadable", "details": details})["details"] == [
        "results.1: from •••",
        {"text": "•••", "seen": ["•••"]},
    ]
