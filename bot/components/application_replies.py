"""How an allowance, or the card it wants, is applied for: where, when, papers, who says so."""

import json
from collections.abc import Sequence
from dataclasses import replace

from case_manager_client import CaseManager, Programme, UnknownProgramme
from citizen_text import sms
from components.entitlement_replies import ALL, option_of, programme_in_question
from components.reply import Conversation, Reply
from eligibility.answers import read_answers
from phrases import asides
from phrases.asides import APPLY_COST
from phrases.spoken_of import HOW_TO_APPLY, SpokenOf
from wording import Button

MOST_SEGMENTS = 2
MOST_SEGMENTS_OF_PAPERS = 3
PAPERS, SOURCE = "papers", "source"
DISABILITY_ALLOWANCE = "pwd"


class ApplicationReplies:
    def __init__(self, case_manager: CaseManager) -> None:
        self._case_manager = case_manager
        self._answers = read_answers()
        self.renders = {"utter_how_to_apply": self.how_to_apply}

    async def how_to_apply(self, conversation: Conversation) -> Reply:
        programme = conversation.turn.entity("programme") or programme_in_question(conversation)
        if conversation.turn.entity("part") == APPLY_COST or _is_cost_asked(conversation):
            return _free(conversation, programme)
        if self._answers.asks_for_disability_card(conversation.turn):
            return _disability_card(conversation)
        if programme not in (None, ALL):
            told = await self._of_programme(conversation, str(programme))
            return replace(told, about=SpokenOf(HOW_TO_APPLY, str(programme)))
        if conversation.is_in_form:
            return conversation.reply("utter_ask_how_to_apply_in_form")
        found = await self._case_manager.entitlements(conversation.turn)
        name = "utter_ask_how_to_apply"
        options = [option_of(conversation, each, "ask_how_to_apply") for each in found.programmes]
        return Reply(name, conversation.say(name), options, about=SpokenOf(HOW_TO_APPLY))

    async def _of_programme(self, conversation: Conversation, programme_id: str) -> Reply:
        turn = conversation.turn
        try:
            programme = await self._case_manager.programme(turn, programme_id)
        except UnknownProgramme:
            return conversation.reply("utter_programme_not_told")
        if programme.not_open:
            return _not_open(conversation, programme)
        if turn.entity("part") == SOURCE and programme.sources:
            return _source(conversation, programme)
        if self._answers.asks_for_papers(turn) or turn.entity("part") == PAPERS:
            is_place_asked = self._answers.asks_where(turn)
            return _only_papers(conversation, programme_id, programme, is_place_asked)
        return _applied(conversation, programme_id, programme)


def _is_cost_asked(conversation: Conversation) -> bool:
    turn = conversation.turn
    return turn.is_written and bool(asides.found(APPLY_COST, turn.text))


def _free(conversation: Conversation, programme: object) -> Reply:
    name = "utter_applying_is_free"
    about = SpokenOf(HOW_TO_APPLY, None if programme in (None, ALL) else str(programme))
    reply = conversation.reply(name)
    if about.programme is None or conversation.is_in_form:
        return replace(reply, about=about)
    how = how_option(conversation.say("eligibility_papers_and_place"), about.programme)
    return replace(reply, buttons=[how, *reply.buttons], about=about)


def _disability_card(conversation: Conversation) -> Reply:
    name = "utter_disability_card"
    if conversation.is_in_form:
        return Reply(name, conversation.say(name))
    title = conversation.say("disability_card_and_then")
    options = [how_option(title, DISABILITY_ALLOWANCE), conversation.button("button_ask_menu")]
    return Reply(name, conversation.say(name), options)


def how_option(title: str, programme: str, **part: str) -> Button:
    values = json.dumps({"programme": programme, **part})
    return {"title": title, "payload": f"/ask_how_to_apply{values}"}


def segments(text: str, options: Sequence[Button]) -> int:
    """With the options numbered below, as the gateway sends them."""
    lines = [text, *(f"{number}. {each['title']}" for number, each in enumerate(options, 1))]
    return sms.measure("\n".join(lines)).segments


def _applied(conversation: Conversation, programme_id: str, programme: Programme) -> Reply:
    """In two parts of an SMS: papers that have no room there are an option of their own, and with
    them who says so.
    """
    name = "utter_how_to_apply"
    where, papers = _where(conversation, programme), _papers(conversation, programme)
    together = " ".join(filter(None, [where, papers]))
    if conversation.is_in_form:
        return Reply(name, conversation.say(name, **_named(conversation, programme)))
    can = conversation.button("button_may_i_have_it")
    can["payload"] += f'{{"programme": "{programme_id}"}}'
    source = _source_option(conversation, programme_id, programme)
    more = how_option(conversation.say("eligibility_papers"), programme_id, part=PAPERS)
    wholes = [(together, [can, *source]), (together, [can])]
    parts = [(where, [more, can]), (where, [more])]
    return Reply(name, *_first_that_fits([*wholes, *parts] if papers else wholes, MOST_SEGMENTS))


def _first_that_fits(
    ways: Sequence[tuple[str, list[Button]]], most: int
) -> tuple[str, list[Button]]:
    return next((way for way in ways if segments(*way) <= most), ways[-1])


def _only_papers(
    conversation: Conversation, programme_id: str, programme: Programme, is_place_asked: bool
) -> Reply:
    """And where to bring them, where that was asked with it and there is room."""
    name = "utter_how_to_apply"
    where, papers = _where(conversation, programme), _papers(conversation, programme)
    place = conversation.say("utter_how_to_apply", **_named(conversation, programme))
    both, papers = f"{place} {papers}", papers or where
    if conversation.is_in_form:
        return Reply(name, papers, in_short=conversation.say("papers_later"))
    menu = conversation.button("button_ask_menu")
    source = _source_option(conversation, programme_id, programme)
    ways = [(papers, [*source, menu]), (papers, source), (papers, [])]
    ways = [(both, [menu]), (both, []), *ways] if is_place_asked and papers != where else ways
    return Reply(name, *_first_that_fits(ways, MOST_SEGMENTS_OF_PAPERS))


def _source_option(
    conversation: Conversation, programme_id: str, programme: Programme
) -> list[Button]:
    if not programme.sources:
        return []
    return [how_option(conversation.say("application_source"), programme_id, part=SOURCE)]


def _where(conversation: Conversation, programme: Programme) -> str:
    where = conversation.say("utter_how_to_apply", **_named(conversation, programme))
    unsure = "" if programme.sources else conversation.say("apply_not_sure")
    return " ".join(filter(None, [where, _when(conversation, programme), unsure]))


def _named(conversation: Conversation, programme: Programme) -> dict[str, str]:
    """All that there is room for in a form, whose question follows."""
    return {
        "programme": programme.programme_name[conversation.language],
        "apply_at": (programme.apply_at or {}).get(conversation.language, ""),
    }


def _when(conversation: Conversation, programme: Programme) -> str:
    application = programme.application
    if application.is_open and application.last_day:
        return conversation.say("apply_until", date=conversation.day(application.last_day))
    if application.is_open is not None:
        return conversation.say("apply_open" if application.is_open else "apply_closed")
    if application.last_day:
        return conversation.say("apply_was_until", date=conversation.day(application.last_day))
    return ""


def _papers(conversation: Conversation, programme: Programme) -> str:
    """Empty where none are known."""
    papers = ", ".join(paper[conversation.language] for paper in programme.application.papers)
    name = programme.programme_name[conversation.language]
    return conversation.say("utter_papers", programme=name, papers=papers) if papers else ""


def _source(conversation: Conversation, programme: Programme) -> Reply:
    text = conversation.say(
        "utter_source",
        programme=programme.programme_name[conversation.language],
        source=programme.sources[0][conversation.language],
    )
    return Reply("utter_how_to_apply", text, [conversation.button("button_ask_menu")])


def _not_open(conversation: Conversation, programme: Programme) -> Reply:
    assert programme.not_open is not None  # noqa: S101 - just asked
    why = programme.not_open[conversation.language]
    name = programme.programme_name[conversation.language]
    return conversation.reply("utter_not_open", programme=name, why=why)
