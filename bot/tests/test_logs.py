from typing import Any

import structlog

import logs


def written(**event: Any) -> str:
    logs.configure()
    line: Any = event
    for processor in structlog.get_config()["processors"]:
        line = processor(None, "warning", line)
    return line


def test_no_number_of_a_person_is_written() -> None:
    line = written(event="refused", details=["from 01712345678", {"nid": 1234567890}])
    assert line == "WARNING refused details=['from •••', {'nid': '•••'}]"
