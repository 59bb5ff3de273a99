"""Every text in every language, with the same gaps to fill in."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from string import Formatter
from typing import Any

import pytest
import yaml

from nalish.place import ROOT
from ussd_gateway.messages import Answer, Button, Language
from ussd_gateway.ussd.screens import pages, turn_to, write
from ussd_gateway.ussd.words import ussd_words

CITIZENS = tuple(Language)
STAFF = ("bn", "en")
NEGATION = re.compile(r"\s*(না|নয়|নেই|নাই|নি|na|noy|nei|nai|ni|not|no)(?=[\s।,.?]|$)")
Text = tuple[str, Mapping[str, str]]
# What must be read before anything is picked, and takes the room.
SAY_MORE_FIRST = {
    Language.BANGLA: {
        "utter_about_food_asked",
        "utter_about_house",
        "utter_about_hunger",
        "utter_about_message",
        "utter_about_office_phone",
        "utter_about_office_place",
        "utter_about_relief",
        "utter_ask_about_service",
        "utter_ask_identity_number_of_another",
        "utter_keeps_name",
        "utter_own_data",
    },
    Language.ENGLISH: {"utter_own_data"},
}


def gaps(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def complain(texts: list[Text], languages: tuple[str, ...]) -> list[str]:
    missing = [name for name, said in texts if not all(said.get(one) for one in languages)]
    uneven = [
        name
        for name, said in texts
        if len({frozenset(gaps(said[one])) for one in languages if one in said}) > 1
    ]
    return missing + uneven


def leaves(tree: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for key, value in tree.items():
        if isinstance(value, Mapping):
            yield from leaves(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", str(value)


def said_to_callers() -> Iterator[tuple[str, Language, str]]:
    for path in (ROOT / "bot" / "texts").glob("*.yml"):
        for name, said in yaml.load(path.read_text("utf-8"), yaml.CSafeLoader).items():
            yield from ((name, language, said[language]) for language in CITIZENS)


def test_what_the_assistant_says() -> None:
    texts: list[Text] = []
    for path in (ROOT / "bot" / "texts").glob("*.yml"):
        texts += yaml.load(path.read_text("utf-8"), yaml.CSafeLoader).items()
    assert texts
    assert complain(texts, CITIZENS) == []


def test_no_screen_ends_before_the_word_that_turns_it_round() -> None:
    """What "we want your PIN" says must not wait for its "not" on the next screen."""
    turned = []
    for name, language, text in said_to_callers():
        document = write([Answer(text)], language, can_script=True)
        rests = (document.text[page.end :] for page in pages(document, ussd_words(language)))
        turned += [(name, language) for rest in rests if NEGATION.match(rest)]
    assert turned == []


@pytest.mark.parametrize("language", CITIZENS)
@pytest.mark.parametrize(
    ("name", "offering", "fewest"),
    [
        ("greet_in_call", "utter_greet", 3),
        ("utter_menu", "utter_menu", 2),
        ("utter_identity_refused", "utter_identity_refused", 1),
        ("utter_whom", "utter_whom", 1),
    ],
)
def test_ways_on_are_seen_on_the_first_screen(
    name: str, offering: str, fewest: int, language: Language
) -> None:
    texts: dict[str, Any] = {}
    for path in (ROOT / "bot" / "texts").glob("*.yml"):
        texts |= yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)
    offered = [texts[button] for button in texts[offering]["buttons"]]
    buttons = [Button(button[language], button["payload"]) for button in offered]
    document = write(
        [Answer(texts[name][language], buttons)],
        language,
        can_script=language is Language.BANGLA,
        is_home=name == "greet_in_call",
    )
    page = turn_to(document, 0, ussd_words(language))
    seen = [end for _, end in document.options if end <= page.end]
    assert len(seen) >= (fewest if language is Language.BANGLA else min(len(offered), 8))


@pytest.mark.parametrize("language", CITIZENS)
def test_every_other_text_shows_a_way_on_on_its_first_screen(language: Language) -> None:
    texts: dict[str, Any] = {}
    for path in (ROOT / "bot" / "texts").glob("*.yml"):
        texts |= yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)
    whole = {
        name: text for name, text in texts.items() if "buttons" in text and not gaps(text["en"])
    }
    unseen = set()
    for name, text in whole.items():
        buttons = [Button(texts[each][language], each) for each in text["buttons"]]
        document = write(
            [Answer(text[language], buttons)], language, can_script=language is Language.BANGLA
        )
        page = turn_to(document, 0, ussd_words(language))
        if not any(end <= page.end for _, end in document.options):
            unseen.add(name)
    assert len(whole) > 40
    assert unseen == SAY_MORE_FIRST.get(language, set())


@pytest.mark.parametrize("question", ["utter_ask_payment", "utter_ask_payment_wrong_amount"])
def test_the_first_instalment_is_seen_with_the_question_for_it(question: str) -> None:
    """In Bangla letters, of which a screen holds the fewest."""
    path = ROOT / "bot" / "texts" / "complaint.yml"
    asked = yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)[question]["bn"]
    option = Button("জুলাই-সেপ্টেম্বর ২০২৬, ১,৯৫০ টাকা", "first")
    document = write([Answer(asked, [option] * 3)], Language.BANGLA, can_script=True)
    assert document.options[0][1] <= turn_to(document, 0, ussd_words(Language.BANGLA)).end


def test_what_the_case_manager_writes_to_citizens() -> None:
    path = ROOT / "case_manager" / "messages" / "templates.yaml"
    texts = list(yaml.load(path.read_text("utf-8"), yaml.CSafeLoader).items())
    assert complain(texts, CITIZENS) == []


def test_what_the_gateway_says() -> None:
    tables = tomllib.loads((ROOT / "ussd_gateway" / "texts.toml").read_text("utf-8"))
    assert complain([("apology", tables.pop("apology"))], CITIZENS) == []
    assert complain(list(tables["ussd"].items()), CITIZENS) == []
    for page in ("outgoing_page", "phone_page"):
        assert complain(list(tables[page].items()), STAFF) == []


@pytest.mark.parametrize("language", STAFF)
def test_what_the_pages_say(language: str) -> None:
    folder = ROOT / "case_manager" / "ui" / "texts"
    read = {
        one: dict(leaves(yaml.load((folder / f"{one}.yaml").read_text(), yaml.CSafeLoader)))
        for one in STAFF
    }
    keys = read["bn"].keys() | read["en"].keys()
    texts = [(key, {one: read[one].get(key, "") for one in STAFF}) for key in sorted(keys)]
    assert complain(texts, (language,)) == []
    assert complain(texts, STAFF) == []
