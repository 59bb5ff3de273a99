"""The assistant has words for whatever the case manager says of a payment."""

import yaml

from case_manager.vocabulary import PaymentStatus, Provider, ReturnReason
from nalish.place import ROOT


def texts_of(topic: str) -> set[str]:
    return set(yaml.load((ROOT / f"bot/texts/{topic}.yml").read_text("utf-8"), yaml.CSafeLoader))


def test_each_reason_has_what_to_do_and_no_other() -> None:
    advice = {name for name in texts_of("payments") if name.startswith("advice_")}
    assert advice == {f"advice_{reason}" for reason in ReturnReason}


def test_each_state_is_told_at_length_and_shortly() -> None:
    told = {f"payment_{status}{length}" for status in PaymentStatus for length in ("", "_short")}
    assert told <= texts_of("payments")


def test_each_provider_has_a_name() -> None:
    assert {f"provider_{provider}" for provider in Provider} <= texts_of("complaint_choices")
