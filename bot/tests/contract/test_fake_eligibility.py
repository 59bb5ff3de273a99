"""The case manager in memory decides as the real one does in the contract's examples."""

from typing import Any

import pytest
from examples import example
from fake_eligibility import eligibility

EXAMPLES = ["eligibility", "eligibility_decided", "eligibility_first"]


@pytest.mark.parametrize("name", EXAMPLES)
def test_decides_and_asks_the_same(name: str) -> None:
    wanted = example(name)
    asked = wanted["request"]["body"]
    _, found = eligibility({"programmes": [], **asked})
    real = wanted["response"]["body"]
    assert [*map(decided, found["programmes"])] == [*map(decided, real["programmes"])]
    told = [{**question, "decides": 0} for question in found["next_questions"]]
    assert told == [{**question, "decides": 0} for question in real["next_questions"]]


def decided(programme: dict[str, Any]) -> dict[str, Any]:
    application = programme["application"] or {}
    return {
        "id": programme["programme"],
        "name": programme["programme_name"],
        "verdict": programme["verdict"],
        "waits_for": programme["waits_for"],
        "offices": application.get("offices"),
        "documents": application.get("documents"),
        "last_day": application.get("last_day"),
    }
