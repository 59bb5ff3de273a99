"""The interview's questions as they stand, what fits and why the rest does not."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from case_manager_client import CaseManager
from components.application_replies import how_option, segments
from components.reply import Conversation, Reply
from eligibility.answers import NOTHING, REFUSED, TYPE, answer_payload, refusals_from
from eligibility.assessment import (
    CHOICE,
    ELIGIBLE,
    NEEDS,
    NOT_ELIGIBLE,
    YES_NO,
    Assessment,
    Question,
    Verdict,
    assessment_from,
)
from eligibility.interview import Interview, interview_from
from phrases.spoken_of import ELIGIBILITY, SpokenOf
from wording import Button

MOST_SEGMENTS = 3
MOST_APPLICATIONS = 3
MOST_REFUSALS = 2
WHO_SOMEBODY_IS = frozenset({"sex", "marital_state", "community", "occupation"})


class EligibilityReplies:
    def __init__(self, case_manager: CaseManager) -> None:
        self._case_manager = case_manager
        self.renders = {
            "utter_ask_eligibility": self.ask,
            "utter_eligibility": self.eligibility,
        }

    async def ask(self, conversation: Conversation) -> Reply:
        interview = _interview(conversation)
        if interview.question is None:
            raise LookupError("the form asks and there is no question")
        return _asked(conversation, interview.question, is_typed=interview.is_typed)

    async def eligibility(self, conversation: Conversation) -> Reply:
        interview = _interview(conversation)
        found = await self._assess(conversation, interview.facts, interview.told_about)
        about = SpokenOf(ELIGIBILITY, interview.named or _only_fitting(found))
        start = refusals_from(conversation.turn)
        if start is not None:
            return replace(_rest(conversation, interview, found, start), about=about)
        return replace(_result(conversation, interview, found), about=about)

    async def _assess(
        self, conversation: Conversation, facts: Mapping[str, Any], programmes: Sequence[str]
    ) -> Assessment:
        turn = conversation.turn
        return assessment_from(await self._case_manager.eligibility(turn, facts, programmes))


def _interview(conversation: Conversation) -> Interview:
    interview = interview_from(conversation.slots["eligibility"])
    if interview is None:
        raise LookupError("there is no interview")
    return interview


def _asked(conversation: Conversation, question: Question, *, is_typed: bool) -> Reply:
    """Where a number is the answer, digits are no options, and the 0 of a call leads back."""
    words = question.words[conversation.language]
    is_call = conversation.turn.channel == "ussd"
    if question.type == YES_NO:
        options = [conversation.button("button_yes"), conversation.button("button_no")]
    elif question.type == CHOICE:
        options = [_choice(conversation, question, each) for each in question.options]
    elif is_call and question.may_be_none and not is_typed:
        options = [_of_number(conversation, question, each) for each in (NOTHING, TYPE)]
    elif conversation.is_stuck:
        return _by_digits(conversation, question)
    else:
        may_be_zero = question.may_be_none and not is_call
        name = f"utter_ask_eligibility_number{'_or_none' if may_be_zero else ''}"
        return Reply(name, conversation.say(name, question=words))
    options.append(conversation.button("button_left_open"))
    return Reply("utter_ask_eligibility", words, options)


def _by_digits(conversation: Conversation, question: Question) -> Reply:
    """The digits are those of the options; who picks the first is asked for the number alone."""
    title = conversation.say("eligibility_number_write")
    options = [
        {"title": title, "payload": answer_payload(question, TYPE)},
        conversation.button("button_left_open"),
        *conversation.ways_out(),
    ]
    return Reply("utter_ask_eligibility", question.words[conversation.language], options)


def _choice(conversation: Conversation, question: Question, option: Mapping[str, Any]) -> Button:
    title = option["names"][conversation.language]
    return {"title": title, "payload": answer_payload(question, option["id"])}


def _of_number(conversation: Conversation, question: Question, option: str) -> Button:
    title = conversation.say(f"eligibility_number_{option}")
    return {"title": title, "payload": answer_payload(question, option)}


def _result(conversation: Conversation, interview: Interview, found: Assessment) -> Reply:
    fitting = [verdict for verdict in found.verdicts if verdict.state == ELIGIBLE]
    options = [_how_of(conversation, each) for each in fitting[:MOST_APPLICATIONS]]
    if interview.named:
        options.append(conversation.button("button_other_allowances"))
    elif not interview.is_about_others:
        options.append(conversation.button("button_other_help"))
    options.append(conversation.button("button_ask_menu"))
    sentences = [*_sentences(conversation, interview, found.verdicts, fitting)]
    refused = [] if interview.named else _not_for_now(interview, found)
    room_for = [*options, _why_not_the_rest(conversation, 0)] if refused else options
    text = _as_much_as_fits(sentences, room_for, MOST_SEGMENTS)
    return _with_refusals(conversation, text, refused, options, most=MOST_REFUSALS)


def _only_fitting(found: Assessment) -> str | None:
    fitting = [verdict.programme for verdict in found.verdicts if verdict.state == ELIGIBLE]
    return fitting[0] if len(fitting) == 1 else None


def _rest(conversation: Conversation, interview: Interview, found: Assessment, start: int) -> Reply:
    """Why the others do not fit, as many as there is room for."""
    options = [conversation.button("button_ask_menu")]
    refused = _not_for_now(interview, found)
    return _with_refusals(conversation, "", refused, options, start=start)


def _with_refusals(
    conversation: Conversation,
    text: str,
    refused: Sequence[Verdict],
    options: Sequence[Button],
    *,
    start: int = 0,
    most: int | None = None,
) -> Reply:
    """The rest is an option, before the last one."""
    told = start
    for verdict in refused[start:][:most]:
        longer = f"{text} {_why_not(conversation, verdict)}".strip()
        offered = [*options, _why_not_the_rest(conversation, told)]
        if text and segments(longer, offered) > MOST_SEGMENTS:
            break
        text, told = longer, told + 1
    rest = [_why_not_the_rest(conversation, told)] if told < len(refused) else []
    return Reply("utter_eligibility", text, [*options[:-1], *rest, options[-1]])


def _why_not_the_rest(conversation: Conversation, start: int) -> Button:
    title = conversation.say("eligibility_why_not_the_rest")
    return {"title": title, "payload": f'/check_eligibility{{"part": "{REFUSED}{start}"}}'}


def _sentences(
    conversation: Conversation,
    interview: Interview,
    verdicts: Sequence[Verdict],
    fitting: Sequence[Verdict],
) -> Iterator[str]:
    """What matters most comes first; of the last ones some may have no room."""
    named = next((each for each in verdicts if each.programme == interview.named), None)
    if named and named.state != ELIGIBLE:
        yield _of_named(conversation, named)
    yield from _fits(conversation, fitting)
    if fitting:
        yield conversation.say("eligibility_office_decides")
    elif named is None and not _may_come(interview, verdicts):
        yield conversation.say("eligibility_none")
    if named is None:
        yield from _of_others(conversation, verdicts)


def _of_others(conversation: Conversation, verdicts: Sequence[Verdict]) -> Iterator[str]:
    """Those that a question left open."""
    open_ones = [each for each in verdicts if each.state == NEEDS and each.waits_for]
    if open_ones:
        names = ", ".join(each.name[conversation.language] for each in open_ones)
        yield conversation.say("eligibility_perhaps", programmes=names)


def _may_come(interview: Interview, verdicts: Sequence[Verdict]) -> bool:
    """What a question left open; of what was spoken of, what can be got or the office decides."""
    return any(
        (each.state == NEEDS and each.waits_for)
        or (each.programme in interview.spoken_of and (each.state == NEEDS or each.to_get))
        for each in verdicts
    )


def _not_for_now(interview: Interview, found: Assessment) -> list[Verdict]:
    """First what was spoken of, then what something can be got for, then what is near: an age
    comes, who somebody is stays. What there is to get is said once before all that.
    """

    def distance(verdict: Verdict) -> tuple[bool, bool, bool, int, int]:
        who = sum(reason.fact in WHO_SOMEBODY_IS for reason in verdict.against)
        is_spoken_of = verdict.programme in interview.spoken_of
        is_left = verdict.state == NEEDS
        return not is_spoken_of, not verdict.to_get, is_left, who, len(verdict.against)

    over = sorted((each for each in found.verdicts if each.is_over), key=distance)
    got_by = {str(each.to_get): each for each in reversed(over) if each.to_get}
    again = [each for each in over if each.to_get and got_by[str(each.to_get)] is not each]
    return [*(each for each in over if each not in again), *again]


def _of_named(conversation: Conversation, verdict: Verdict) -> str:
    if verdict.is_over:
        return _why_not(conversation, verdict)
    programme = verdict.name[conversation.language]
    return conversation.say("eligibility_undecided", programme=programme)


def _why_not(conversation: Conversation, verdict: Verdict) -> str:
    programme = verdict.name[conversation.language]
    reason = verdict.against[0].words[conversation.language] if verdict.against else ""
    if verdict.to_get:
        to_get = verdict.to_get[conversation.language]
        return conversation.say("eligibility_get_first", programme=programme, to_get=to_get)
    if verdict.state == NOT_ELIGIBLE:
        return conversation.say("eligibility_why_not", programme=programme, reason=reason)
    office = _office(conversation, verdict)
    name = f"eligibility_left{'_with_reason' if reason else ''}"
    return conversation.say(name, programme=programme, reason=reason, office=office).strip()


def _fits(conversation: Conversation, fitting: Sequence[Verdict]) -> Iterator[str]:
    """The office is named once where it is the same for all."""
    for position, verdict in enumerate(fitting):
        yield _brings(conversation, verdict)
        office = _office(conversation, verdict)
        following = fitting[position + 1 :]
        if office and all(_office(conversation, other) != office for other in following):
            yield conversation.say("eligibility_apply_at", apply_at=office)


def _brings(conversation: Conversation, verdict: Verdict) -> str:
    programme = verdict.name[conversation.language]
    if verdict.rate:
        amount = conversation.taka(verdict.rate.amount_paisa)
        return conversation.say("eligibility_fits", programme=programme, amount=amount)
    benefit = verdict.benefit[conversation.language] if verdict.benefit else ""
    return conversation.say("eligibility_fits_in_kind", programme=programme, benefit=benefit)


def _office(conversation: Conversation, verdict: Verdict) -> str:
    office = verdict.application.office if verdict.application else {}
    return office.get(conversation.language, "")


def _how_of(conversation: Conversation, verdict: Verdict) -> Button:
    name = verdict.name[conversation.language]
    title = conversation.say("eligibility_how_to_apply", programme=name)
    return how_option(title, verdict.programme)


def _as_much_as_fits(sentences: Sequence[str], options: Sequence[Button], most: int) -> str:
    text = sentences[0] if sentences else ""
    for sentence in sentences[1:]:
        if segments(f"{text} {sentence}", options) <= most:
            text = f"{text} {sentence}"
    return text
