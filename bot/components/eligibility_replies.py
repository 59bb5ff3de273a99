"""The interview's questions as they stand, what fits and why the rest does not, how to apply."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from case_manager_client import CaseManager, Malformed
from citizen_text import sms
from components.entitlement_replies import ALL, option_of
from components.reply import Conversation, Reply
from eligibility.answers import answer_payload, read_answers
from eligibility.assessment import (
    CHOICE,
    ELIGIBLE,
    NEEDS,
    NOT_ELIGIBLE,
    YES_NO,
    Application,
    Assessment,
    Question,
    Verdict,
    assessment_from,
)
from eligibility.interview import Interview, interview_from
from wording import Button

MOST_SEGMENTS = 3
SEGMENTS_WITH_PAPERS = 2
MOST_APPLICATIONS = 3
MOST_REFUSALS = 2
PAPERS = "papers"


class EligibilityReplies:
    def __init__(self, case_manager: CaseManager) -> None:
        self._case_manager = case_manager
        self._answers = read_answers()
        self.renders = {
            "utter_ask_eligibility": self.ask,
            "utter_eligibility": self.eligibility,
            "utter_how_to_apply": self.how_to_apply,
        }

    async def ask(self, conversation: Conversation) -> Reply:
        interview = _interview(conversation)
        if interview.question is None:
            raise LookupError("the form asks and there is no question")
        return _asked(conversation, interview.question)

    async def eligibility(self, conversation: Conversation) -> Reply:
        interview = _interview(conversation)
        found = await self._assess(conversation, interview.facts, interview.told_about)
        return _result(conversation, interview, found)

    async def how_to_apply(self, conversation: Conversation) -> Reply:
        programme = conversation.turn.entity("programme")
        if programme not in (None, ALL):
            return await self._application(conversation, str(programme))
        if conversation.is_in_form:
            return conversation.reply("utter_ask_how_to_apply_in_form")
        found = await self._case_manager.entitlements(conversation.turn)
        name = "utter_ask_how_to_apply"
        options = [option_of(conversation, each, "ask_how_to_apply") for each in found.programmes]
        return Reply(name, conversation.say(name), options)

    async def _application(self, conversation: Conversation, programme: str) -> Reply:
        try:
            found = await self._assess(conversation, {}, [programme])
        except Malformed:
            return conversation.reply("utter_programme_not_told")
        (verdict,) = found.verdicts
        if verdict.application is None:
            return _closed(conversation, verdict)
        wants_papers = self._answers.asks_for_papers(conversation.turn)
        return _applied(
            conversation,
            verdict,
            verdict.application,
            wants_papers=wants_papers or conversation.turn.entity("part") == PAPERS,
        )

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


def _asked(conversation: Conversation, question: Question) -> Reply:
    """Where a number is the answer, digits are no options."""
    words = question.words[conversation.language]
    if question.type == YES_NO:
        options = [conversation.button("button_yes"), conversation.button("button_no")]
    elif question.type == CHOICE:
        options = [_choice(conversation, question, each) for each in question.options]
    else:
        name = "utter_ask_eligibility_number"
        return Reply(name, conversation.say(name, question=words))
    options.append(conversation.button("button_left_open"))
    return Reply("utter_ask_eligibility", words, options)


def _choice(conversation: Conversation, question: Question, option: Mapping[str, Any]) -> Button:
    title = option["names"][conversation.language]
    return {"title": title, "payload": answer_payload(question, option["id"])}


def _result(conversation: Conversation, interview: Interview, found: Assessment) -> Reply:
    fitting = [verdict for verdict in found.verdicts if verdict.state == ELIGIBLE]
    options = [_how(conversation, each) for each in fitting[:MOST_APPLICATIONS]]
    if interview.named:
        options.append(conversation.button("button_other_allowances"))
    options.append(conversation.button("button_ask_menu"))
    sentences = [*_sentences(conversation, interview, found.verdicts, fitting)]
    text = _as_much_as_fits(sentences, options, MOST_SEGMENTS)
    return Reply("utter_eligibility", text, options)


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
    elif named is None:
        yield conversation.say("eligibility_none")
    if named is None:
        yield from _of_others(conversation, verdicts)


def _of_others(conversation: Conversation, verdicts: Sequence[Verdict]) -> Iterator[str]:
    """Those that a question left open, and those that came nearest."""
    open_ones = [each for each in verdicts if each.state == NEEDS and each.waits]
    if open_ones:
        names = ", ".join(each.name[conversation.language] for each in open_ones)
        yield conversation.say("eligibility_perhaps", programmes=names)
    refused = [each for each in verdicts if each.state == NOT_ELIGIBLE]
    for verdict in sorted(refused, key=lambda each: len(each.reasons))[:MOST_REFUSALS]:
        yield _why_not(conversation, verdict)


def _of_named(conversation: Conversation, verdict: Verdict) -> str:
    if verdict.state == NOT_ELIGIBLE:
        return _why_not(conversation, verdict)
    programme = verdict.name[conversation.language]
    return conversation.say("eligibility_undecided", programme=programme)


def _why_not(conversation: Conversation, verdict: Verdict) -> str:
    return conversation.say(
        "eligibility_why_not",
        programme=verdict.name[conversation.language],
        reason=verdict.reasons[0][conversation.language],
    )


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
    return verdict.application.office[conversation.language] if verdict.application else ""


def _how(conversation: Conversation, verdict: Verdict) -> Button:
    title = conversation.say(
        "eligibility_how_to_apply", programme=verdict.name[conversation.language]
    )
    return {"title": title, "payload": _how_payload(verdict)}


def _how_payload(verdict: Verdict, **part: str) -> str:
    values = {"programme": verdict.programme, **part}
    told = ", ".join(f'"{name}": "{value}"' for name, value in values.items())
    return f"/ask_how_to_apply{{{told}}}"


def _applied(
    conversation: Conversation,
    verdict: Verdict,
    application: Application,
    *,
    wants_papers: bool,
) -> Reply:
    """In two parts of an SMS; papers that have no room there are an option of their own."""
    programme = verdict.name[conversation.language]
    name = "utter_how_to_apply"
    where = conversation.say(
        name, programme=programme, apply_at=application.office[conversation.language]
    )
    whole = " ".join(filter(None, [where, _when(conversation, application)]))
    papers = conversation.say(
        "utter_papers",
        programme=programme,
        papers=", ".join(paper[conversation.language] for paper in application.papers),
    )
    can = conversation.button("button_may_i_have_it")
    can["payload"] += f'{{"programme": "{verdict.programme}"}}'
    options = [] if conversation.is_in_form else [can, conversation.button("button_ask_menu")]
    together = f"{whole} {papers}"
    if wants_papers or not application.papers:
        return Reply(name, papers if application.papers else whole, options)
    if _segments(together, options) <= SEGMENTS_WITH_PAPERS or conversation.is_in_form:
        return Reply(name, together, options)
    more = {
        "title": conversation.say("eligibility_papers"),
        "payload": _how_payload(verdict, part=PAPERS),
    }
    return Reply(name, whole, [more, can])


def _when(conversation: Conversation, application: Application) -> str:
    if application.is_open and application.last_day:
        return conversation.say("apply_until", date=conversation.day(application.last_day))
    if application.is_open is not None:
        return conversation.say("apply_open" if application.is_open else "apply_closed")
    if application.last_day:
        return conversation.say("apply_was_until", date=conversation.day(application.last_day))
    return ""


def _closed(conversation: Conversation, verdict: Verdict) -> Reply:
    """A programme that nobody can apply for any more says so itself."""
    name = "utter_how_to_apply"
    options = [] if conversation.is_in_form else [conversation.button("button_ask_menu")]
    return Reply(name, _why_not(conversation, verdict), options)


def _as_much_as_fits(sentences: Sequence[str], options: Sequence[Button], segments: int) -> str:
    text = sentences[0]
    for sentence in sentences[1:]:
        if _segments(f"{text} {sentence}", options) <= segments:
            text = f"{text} {sentence}"
    return text


def _segments(text: str, options: Sequence[Button]) -> int:
    """With the options numbered below, as the gateway sends them."""
    lines = [text, *(f"{number}. {each['title']}" for number, each in enumerate(options, 1))]
    return sms.measure("\n".join(lines)).segments
