"""What became of a complaint."""

from collections.abc import Sequence
from dataclasses import asdict, replace

import own_data
from case_manager_client import Case, CaseManager, MistypedReference, UnknownReference
from components.follow_up_replies import button_about, case_option
from components.reply import Conversation, Reply
from follow_up import MOST_OFFERED, own_case
from phrases.spoken_of import CASE, DELETED, WITHDRAWN, SpokenOf
from wording import Button

_GOING_ON = {True: ("button_update_case", "button_withdraw_case"), False: ("button_appeal_case",)}


class CaseReplies:
    def __init__(self, case_manager: CaseManager) -> None:
        self._case_manager = case_manager
        self.renders = {
            "utter_case_status": self.case_status,
            "utter_proven_case_status": self.proven_case_status,
            "utter_next_step": self.next_step,
            "utter_if_nothing": self.if_nothing,
            "utter_words_passed_on": self.words_passed_on,
            "utter_name_guarded": self.name_guarded,
            "utter_withdrawal_noted": self.withdrawal_noted,
            "utter_to_go_on_noted": self.to_go_on_noted,
            "utter_case_opened": self.case_opened,
            "utter_case_opened_nameless": self.case_opened_nameless,
            "utter_case_opened_of_another": self.case_opened_of_another,
            "utter_case_opened_unknown": self.case_opened_unknown,
            "utter_handed_over": self.handed_over,
            "utter_handed_over_not_understood": self.handed_over_not_understood,
            "utter_call_back": self.call_back,
            "utter_own_data_asked": self.own_data_asked,
        }

    async def case_status(self, conversation: Conversation) -> Reply:
        """By the reference that was said, else the complaints from this phone."""
        reference = conversation.turn.entity("reference")
        if reference is None:
            return _latest(conversation, await self._case_manager.cases(conversation.turn))
        try:
            case = await self._case_manager.case(conversation.turn, reference)
        except MistypedReference:
            return conversation.reply("utter_reference_mistyped")
        except UnknownReference:
            return _unknown(conversation, reference)
        return _status(conversation, case)

    async def proven_case_status(self, conversation: Conversation) -> Reply:
        """After the second fact: the reference is the one that was asked about before it."""
        reference = conversation.slots.get("reference")
        if reference is None:
            return _latest(conversation, await self._case_manager.cases(conversation.turn))
        try:
            case = await self._case_manager.case(conversation.turn, reference)
        except (MistypedReference, UnknownReference):
            return conversation.reply("utter_proven_case_unknown")
        return _status(conversation, case)

    async def next_step(self, conversation: Conversation) -> Reply:
        """What they can do themselves, if there is anything, and what becomes of the complaint."""
        cases = await self._case_manager.cases(conversation.turn)
        status = _latest(conversation, cases)
        own = "" if not cases or cases[0].is_restricted else f"next_step_{cases[0].category}"
        step = own if own in conversation.wording.texts else "utter_next_step"
        return replace(status, text=f"{conversation.say(step)} {status.text}")

    async def if_nothing(self, conversation: Conversation) -> Reply:
        """What they can do where nobody answers, and by when somebody should."""
        if conversation.is_in_form:
            return conversation.reply("utter_if_nothing")
        status = _latest(conversation, await self._case_manager.cases(conversation.turn))
        return replace(status, text=f"{conversation.say('utter_if_nothing')} {status.text}")

    async def words_passed_on(self, conversation: Conversation) -> Reply:
        return _of_one(conversation, "utter_words_passed_on")

    async def name_guarded(self, conversation: Conversation) -> Reply:
        """Of what is restricted not that there is somebody it is about."""
        reference = conversation.values["reference"]
        case = await self._case_manager.case(conversation.turn, reference)
        suffix = "_restricted" if case.is_restricted else ""
        return _of_one(conversation, f"utter_name_guarded{suffix}")

    async def withdrawal_noted(self, conversation: Conversation) -> Reply:
        return _of_one(conversation, "utter_withdrawal_noted", ending=WITHDRAWN)

    async def to_go_on_noted(self, conversation: Conversation) -> Reply:
        return _of_one(conversation, "utter_to_go_on_noted")

    async def case_opened(self, conversation: Conversation) -> Reply:
        return filed(conversation, "utter_case_opened")

    async def case_opened_nameless(self, conversation: Conversation) -> Reply:
        return filed(conversation, "utter_case_opened_nameless")

    async def case_opened_of_another(self, conversation: Conversation) -> Reply:
        return filed(conversation, "utter_case_opened_of_another")

    async def case_opened_unknown(self, conversation: Conversation) -> Reply:
        return filed(conversation, "utter_case_opened_unknown")

    async def handed_over(self, conversation: Conversation) -> Reply:
        in_form = conversation.is_in_form
        return filed(conversation, "utter_handed_over_in_form" if in_form else "utter_handed_over")

    async def handed_over_not_understood(self, conversation: Conversation) -> Reply:
        return filed(conversation, "utter_handed_over_not_understood")

    async def call_back(self, conversation: Conversation) -> Reply:
        return filed(conversation, "utter_call_back")

    async def own_data_asked(self, conversation: Conversation) -> Reply:
        told = filed(conversation, "utter_own_data_asked")
        is_to_be_deleted = own_data.wished(conversation.turn) == own_data.DELETE
        if not is_to_be_deleted or told.about is None:
            return told
        return replace(told, about=replace(told.about, ending=DELETED))


def _latest(conversation: Conversation, cases: Sequence[Case]) -> Reply:
    if not cases:
        return conversation.reply("utter_no_cases")
    if len(cases) == 1 or conversation.is_in_form:
        return _status(conversation, cases[0])
    return _choice(conversation, cases[:MOST_OFFERED])


def _status(conversation: Conversation, case: Case) -> Reply:
    status = conversation.say(
        f"status_{case.status}",
        first_answer_on=conversation.day(case.first_answer_on),
        resolution_due_on=conversation.day(case.resolution_due_on),
    )
    reference = conversation.reference(case.reference)
    name = "utter_matter_status" if case.is_restricted else "utter_case_status"
    about = SpokenOf(CASE)
    if case.is_restricted and case.is_open:
        about = SpokenOf(CASE, reference=case.reference, is_guarded=True)
    told = replace(conversation.reply(name, reference=reference, status=status), about=about)
    if conversation.is_in_form:
        return told
    more = [button_about(conversation, name, case.reference) for name in _GOING_ON[case.is_open]]
    return replace(told, buttons=[*more, *told.buttons])


def _choice(conversation: Conversation, cases: Sequence[Case]) -> Reply:
    question = conversation.reply("utter_ask_which_case")
    rows = [asdict(own_case(case)) for case in cases]
    return replace(question, buttons=[case_option(conversation, "track_case", row) for row in rows])


def _of_one(conversation: Conversation, name: str, ending: str | None = None) -> Reply:
    """About the one case that the next words may be for."""
    reference = str(conversation.values["reference"])
    told = conversation.reply(name, reference=conversation.reference(reference))
    return replace(told, about=SpokenOf(CASE, reference=reference, ending=ending))


def _unknown(conversation: Conversation, reference: str) -> Reply:
    reply = conversation.reply("utter_case_unknown")
    if conversation.is_in_form:
        return reply
    title = conversation.say("button_prove_identity")
    prove: Button = {"title": title, "payload": f'/prove_identity{{"reference": "{reference}"}}'}
    return Reply(reply.name, reply.text, [prove, conversation.button("button_talk_to_human")])


def filed(conversation: Conversation, name: str, **values: str) -> Reply:
    """The call goes on where another complaint waits."""
    filed = conversation.reply(
        name,
        **values,
        reference=conversation.reference(conversation.values["reference"]),
        first_answer_on=conversation.day_of(conversation.values["first_answer_on"]),
    )
    about = SpokenOf(CASE, reference=conversation.values["reference"])
    filed = replace(filed, about=about)
    return replace(filed, commands={}) if conversation.values.get("goes_on") else filed
