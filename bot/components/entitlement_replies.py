"""What somebody is entitled to: the own enrolments, or what a programme pays and to whom."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from case_manager_client import (
    ASKABLE,
    CaseManager,
    Enrolment,
    Entitlements,
    Programme,
    ProgrammeName,
    Rate,
    UnknownProgramme,
)
from citizen_text import money
from components.reply import MOST_SEGMENTS, Conversation, Reply
from eligibility.interview import interview_from
from phrases import asides
from phrases.people import People, is_another_asked_for
from phrases.spoken_of import ENTITLEMENT, SpokenOf
from wording import Button

ALL = "all"
_SENTENCE = re.compile(r"(?<=[.\u0964])\s")


class EntitlementReplies:
    def __init__(self, case_manager: CaseManager, people: People) -> None:
        self._case_manager = case_manager
        self._people = people
        self.renders = {
            "utter_entitlements": self.entitlements,
            "utter_programmes": self.programmes,
        }

    async def entitlements(self, conversation: Conversation) -> Reply:
        """Never asks who it is unless somebody else is asked for: whoever is not known picks a
        programme, or offers to say so.
        """
        turn, proven_of = conversation.turn, conversation.slots.get("identity_of")
        if await is_another_asked_for(self._people, self._case_manager, turn, proven_of):
            return conversation.reply("utter_identity_first")
        programme = turn.entity("programme") or programme_in_question(conversation)
        if len(compared := asides.allowances_compared(turn)) > 1:
            return await self._compared(conversation, compared)
        if programme not in (None, ALL):
            return await self._programme(conversation, str(programme))
        found = await self._case_manager.entitlements(turn)
        if programme is None and found.enrolments:
            lines = [enrolment_line(conversation, enrolment) for enrolment in found.enrolments]
            is_stopped = any(each.status == "suspended" for each in found.enrolments)
            name = "utter_entitlements_stopped" if is_stopped else "utter_entitlements"
            told = conversation.reply(name, entitlements=" ".join(lines))
            return replace(told, about=_about(found.enrolments))
        if conversation.is_in_form:
            return conversation.reply("utter_ask_which_programme_in_form")
        return await self._which_programme(conversation, found)

    async def programmes(self, conversation: Conversation) -> Reply:
        """To pick from, of nobody's own."""
        found = await self._case_manager.entitlements(conversation.turn)
        return _to_pick_from(conversation, found)

    async def _which_programme(self, conversation: Conversation, found: Entitlements) -> Reply:
        reply = _to_pick_from(conversation, found)
        if found.enrolments:
            return reply
        state = (await self._case_manager.identity(conversation.turn)).state
        if state in ASKABLE:
            own = conversation.button("button_own_allowance")
            return replace(reply, buttons=[own, *reply.buttons])
        if state == "verified" and conversation.turn.entity("programme") is None:
            name = "utter_ask_which_programme_without_own"
            return replace(reply, name=name, text=conversation.say(name))
        return reply

    async def _compared(self, conversation: Conversation, programmes: Sequence[str]) -> Reply:
        """What each of them pays."""
        turn = conversation.turn
        try:
            found = [await self._case_manager.programme(turn, each) for each in programmes]
        except UnknownProgramme:
            return conversation.reply("utter_programme_not_told")
        lines = [_named(conversation, each, _brings(conversation, each)) for each in found]
        short = [_named(conversation, each, _monthly(conversation, each)) for each in found]
        reply = conversation.reply("utter_programme", entitlements=" ".join(lines))
        return replace(reply, in_short=" ".join(short), about=SpokenOf(ENTITLEMENT))

    async def _programme(self, conversation: Conversation, programme_id: str) -> Reply:
        turn = conversation.turn
        try:
            programme = await self._case_manager.programme(turn, programme_id)
        except UnknownProgramme:
            return conversation.reply("utter_programme_not_told")
        about = SpokenOf(ENTITLEMENT, programme_id, is_own=programme.enrolment is not None)
        sentences = told(conversation, programme)
        if conversation.is_in_form:
            if asides.asks_how_old(turn.text) and programme.qualifies and not programme.not_open:
                who = _who_gets_it(conversation, programme, programme.qualifies)
                return replace(who, about=about)
            short = conversation.reply("utter_programme", entitlements=" ".join(sentences[:2]))
            return replace(short, about=about)
        reply = replace(conversation.reply("utter_programme", entitlements=""), about=about)
        reply.buttons[-1:-1] = _next_steps(conversation, programme_id)
        return as_much_as_fits(reply, sentences)


def programme_in_question(conversation: Conversation) -> str | None:
    """The one that an interview is about, where it is one."""
    interview = interview_from(conversation.slots.get("eligibility"))
    return interview.about if interview and conversation.is_in_form else None


def _to_pick_from(conversation: Conversation, found: Entitlements) -> Reply:
    name = "utter_ask_which_programme"
    options = [
        option_of(conversation, programme, "check_entitlement") for programme in found.programmes
    ]
    options.append(conversation.button("button_check_eligibility"))
    in_short = conversation.say("which_programme_in_short")
    about = SpokenOf(ENTITLEMENT)
    return Reply(name, conversation.say(name), options, in_short=in_short, about=about)


def _about(enrolments: Sequence[Enrolment]) -> SpokenOf:
    only = enrolments[0].programme if len(enrolments) == 1 else None
    return SpokenOf(ENTITLEMENT, only, is_own=True)


def _next_steps(conversation: Conversation, programme: str) -> list[Button]:
    """Whether the citizen may have it, and how."""
    values = f'{{"programme": "{programme}"}}'
    return [
        {**button, "payload": f"{button['payload']}{values}"}
        for button in map(conversation.button, ("button_may_i_have_it", "button_ask_how_to_apply"))
    ]


def enrolment_line(conversation: Conversation, enrolment: Enrolment) -> str:
    line = conversation.say(
        f"enrolled_{enrolment.status}",
        programme=enrolment.programme_name[conversation.language],
        date=conversation.day(enrolment.enrolled_on),
    )
    return f"{line} {rate_line(conversation, enrolment.rate)}".rstrip()


def _who_gets_it(
    conversation: Conversation, programme: Programme, qualifies: Mapping[str, str]
) -> Reply:
    """In short the first of it, which is the age where there is one."""
    whole = qualifies[conversation.language]
    criteria = conversation.say("programme_criteria", qualifies=whole)
    said = _named(conversation, programme, criteria)
    in_short = _named(conversation, programme, _SENTENCE.split(whole)[0])
    return replace(conversation.reply("utter_programme", entitlements=said), in_short=in_short)


def as_much_as_fits(reply: Reply, sentences: Sequence[str]) -> Reply:
    """The last ones may have no room."""
    text = replace(reply, text=" ".join(sentences))
    is_too_long = text.segments > MOST_SEGMENTS and len(sentences) > 1
    return as_much_as_fits(reply, sentences[:-1]) if is_too_long else text


def told(conversation: Conversation, programme: Programme) -> list[str]:
    """What it pays and when, then who gets it and where."""
    own = programme.enrolment
    sentences = [
        enrolment_line(conversation, own)
        if own
        else _named(conversation, programme, _brings(conversation, programme)),
        _how_often(conversation, programme.paid_every_months),
        *_criteria(conversation, programme),
    ]
    return [*filter(None, sentences)]


def _how_often(conversation: Conversation, months: int | None) -> str:
    if months == 1:
        return conversation.say("paid_monthly")
    return conversation.say("paid_every", months=conversation.number(months)) if months else ""


def _named(conversation: Conversation, programme: Programme, said: str) -> str:
    name = programme.programme_name[conversation.language]
    return f"{conversation.say('programme_named', programme=name)} {said}"


def _monthly(conversation: Conversation, programme: Programme) -> str:
    rate = programme.rate
    if rate is None:
        return _brings(conversation, programme)
    return conversation.say("rate_firm", amount=conversation.taka(rate.highest_paisa))


def _brings(conversation: Conversation, programme: Programme) -> str:
    if programme.rate is not None or programme.benefit is None:
        return rate_line(conversation, programme.rate)
    benefit = programme.benefit[conversation.language]
    return conversation.say("programme_brings", benefit=benefit)


def _criteria(conversation: Conversation, programme: Programme) -> list[str]:
    if programme.not_open:
        why = programme.not_open[conversation.language]
        return [conversation.say("programme_not_open", why=why)]
    apply_at = (programme.apply_at or {}).get(conversation.language, "")
    where = conversation.say("programme_apply_at", apply_at=apply_at)
    if programme.qualifies is None:
        return [where]
    qualifies = programme.qualifies[conversation.language]
    return [conversation.say("programme_criteria", qualifies=qualifies), where]


def rate_line(conversation: Conversation, rate: Rate | None) -> str:
    if rate is None:
        return ""
    amount = conversation.taka(rate.highest_paisa)
    if rate.amount_paisa != rate.highest_paisa:
        is_bangla = conversation.language == "bn"
        amount = f"{money.figures(rate.amount_paisa, bangla_digits=is_bangla)}-{amount}"
    return conversation.say(
        "rate_may_change" if rate.may_change else "rate_firm",
        amount=amount,
        fiscal_year=conversation.number(rate.fiscal_year),
    )


def option_of(conversation: Conversation, programme: ProgrammeName, wish: str) -> Button:
    return {
        "title": programme.programme_name[conversation.language],
        "payload": f'/{wish}{{"programme": "{programme.programme}"}}',
    }
