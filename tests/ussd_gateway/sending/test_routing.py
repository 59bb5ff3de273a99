from dataclasses import replace

import pytest

from tests.ussd_gateway.sending.fakes import sms_terms
from ussd_gateway.addresses import Address
from ussd_gateway.sending.routing import OPERATORS, RouteRule, Routing

TERMS = {
    "twilio": replace(sms_terms(), segment_paisa=400),
    "robi": replace(sms_terms(), segment_paisa=30),
    "bulk": replace(sms_terms(), segment_paisa=25),
}
ROBI, GRAMEENPHONE = "+8801812345678", "+8801712345678"


def ways(*rules: RouteRule, phone: str = ROBI, wrote_last_by: str = "bulk") -> list[str]:
    return Routing(rules, TERMS).ways(Address.of_phone(phone), wrote_last_by)


def test_an_operators_phones_go_its_way_and_then_the_way_of_all() -> None:
    rules = RouteRule(["robi"], OPERATORS["robi"]), RouteRule(["twilio"])
    assert ways(*rules) == ["robi", "twilio"]
    assert ways(*rules, phone=GRAMEENPHONE) == ["twilio"]


@pytest.mark.parametrize(
    ("phone", "operator"),
    [
        ("+8801312345678", "grameenphone"),
        ("+8801712345678", "grameenphone"),
        ("+8801412345678", "banglalink"),
        ("+8801912345678", "banglalink"),
        ("+8801512345678", "teletalk"),
        ("+8801612345678", "robi"),
        ("+8801812345678", "robi"),
    ],
)
def test_operators_are_known_by_their_prefixes(phone: str, operator: str) -> None:
    found = [name for name, prefixes in OPERATORS.items() if RouteRule([], prefixes).is_for(phone)]
    assert found == [operator]


def test_the_cheapest_may_go_first() -> None:
    rule = RouteRule(["twilio", "robi", "bulk"])
    assert ways(rule) == ["twilio", "robi", "bulk"]
    assert ways(replace(rule, cheapest_first=True)) == ["bulk", "robi", "twilio"]


def test_a_channel_named_twice_is_one_way() -> None:
    assert ways(RouteRule(["robi"]), RouteRule(["twilio", "robi"])) == ["robi", "twilio"]


def test_without_a_rule_it_is_where_they_wrote_last_and_then_the_first() -> None:
    assert ways() == ["bulk", "twilio"]
    assert ways(wrote_last_by="gone") == ["twilio"]
    assert ways(RouteRule(["robi"], ["017"])) == ["bulk", "twilio"]
    assert Routing([], {}).ways(Address.of_phone(ROBI), "gone") == []


def test_a_foreign_number_is_no_operators() -> None:
    assert not RouteRule(["robi"], OPERATORS["robi"]).is_for("+15005550006")


def test_a_hidden_number_has_the_way_that_knows_it_and_no_other() -> None:
    hidden = Address.of_masked_id("018hu3b84346f0c3a4a", "robi")
    rules = [RouteRule(["twilio"], OPERATORS["robi"]), RouteRule(["bulk"])]
    for terms, way in ((TERMS, ["robi"]), ({"bulk": TERMS["bulk"]}, [])):
        assert Routing(rules, terms).ways(hidden, "bulk") == way
        assert Routing([], terms).ways(hidden, "bulk") == way
