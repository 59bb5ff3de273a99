"""The replies: texts of texts/*.yml in the citizen's language, with facts asked for on the spot."""

import os
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from typing import Any

from rasa.core.nlg.generator import NaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

import case_manager_client
from case_manager_client import CaseManager, CaseManagerError
from complaint.helplines import HELPLINES
from complaint.telling import Telling
from complaint.texts import read_telling
from components.application_replies import ApplicationReplies
from components.aside_replies import AsideReplies
from components.call_replies import CallReplies
from components.case_replies import CaseReplies
from components.complaint_replies import ComplaintReplies
from components.eligibility_replies import EligibilityReplies
from components.elsewhere_replies import elsewhere_replies
from components.entitlement_replies import EntitlementReplies
from components.entity_extractors import local_date
from components.follow_up_replies import follow_up_replies
from components.language_replies import language_just_chosen, language_replies
from components.next_step_replies import next_step
from components.payment_replies import PaymentReplies
from components.reply import Conversation, Render, Reply
from components.safety_replies import SafetyReplies
from components.service_replies import ServiceReplies
from components.spoken_turns import offered_before, said_before
from phrases.people import People
from turn import Turn, read_turn
from wording import Wording, read_wording

APOLOGY = "utter_apology"
CALL = "ussd"
_IN_DAYS = ("first_answer_on", "resolution_due_on", "decision_due_on")


class Replies(NaturalLanguageGenerator):
    """Whatever is to be said is said: a failed look-up becomes the apology.

    A reply carries its name, so that the channel knows an apology when it sees one.
    """

    def __init__(
        self,
        endpoint_config: EndpointConfig | None = None,
        domain: Domain | None = None,
        *,
        case_manager: CaseManager | None = None,
        wording: Wording | None = None,
        telling: Telling | None = None,
        today: Callable[[], date] = local_date,
    ) -> None:
        self._wording = wording or read_wording()
        self._today = today
        client = case_manager or case_manager_client.connect(os.environ["NALISH_CASE_MANAGER_URL"])
        telling = telling or read_telling(self._wording, helplines=_helplines())
        people = People()
        self._renders: Mapping[str, Render] = {
            **PaymentReplies(client, people, telling.helplines).renders,
            **ApplicationReplies(client).renders,
            **EligibilityReplies(client).renders,
            **EntitlementReplies(client, people).renders,
            **CaseReplies(client).renders,
            **ComplaintReplies(telling).renders,
            **AsideReplies(telling).renders,
            **CallReplies(telling).renders,
            **SafetyReplies(telling.helplines).renders,
            **follow_up_replies(),
            **elsewhere_replies(telling.helplines),
            **language_replies(),
            **ServiceReplies().renders,
        }

    async def generate(
        self,
        utter_action: str,
        tracker: DialogueStateTracker,
        output_channel: str,
        **kwargs: Any,
    ) -> dict[str, Any]:
        message = tracker.latest_message
        turn = read_turn(tracker.sender_id, message.parse_data if message else {})
        language = language_just_chosen(tracker.events) or turn.language
        slots = tracker.current_slot_values()
        conversation = Conversation(
            turn=replace(turn, language=language),
            wording=self._wording,
            slots=slots,
            is_in_form=tracker.active_loop_name is not None or _is_more_to_come(slots),
            values=kwargs,
            today=self._today(),
            said_before=said_before(tracker),
            offered=offered_before(tracker),
        )
        reply = await self._reply(utter_action, conversation)
        reply = _with_a_digit(conversation, _warning_once(conversation, reply))
        by_yes = self._wording.picked_by_yes(reply.name)
        return {
            "text": reply.text,
            "buttons": reply.buttons if _may_offer(reply, slots) else [],
            "custom": {
                **reply.commands,
                **_in_a_call(reply, tracker, turn),
                **({"awaits_number": True} if self._wording.awaits_number(reply.name) else {}),
            },
            "said": reply.name,
            **({"picked_by_yes": by_yes} if by_yes else {}),
            **({"in_short": reply.in_short} if reply.in_short else {}),
            **({"spoken_of": asdict(reply.about)} if reply.about else {}),
        }

    async def _reply(self, name: str, conversation: Conversation) -> Reply:
        name = next_step(name, conversation)
        render = self._renders.get(name)
        if render is None:
            return conversation.reply(name, **_shown(conversation))
        try:
            return await render(conversation)
        except CaseManagerError:
            return conversation.reply(APOLOGY)


def _in_a_call(reply: Reply, tracker: DialogueStateTracker, turn: Turn) -> dict[str, bool]:
    """What a form asks waits for whoever dials again."""
    is_asked = tracker.active_loop_name is not None and reply.name.startswith("utter_ask_")
    return {"awaits_answer": True} if is_asked and turn.channel == CALL else {}


def _warning_once(conversation: Conversation, reply: Reply) -> Reply:
    """What warns of telling a secret as well says only the rest below the warning itself."""
    rest = f"{reply.name.removeprefix('utter_')}_after_warning"
    if not conversation.turn.is_warned or rest not in conversation.wording.texts:
        return reply
    return replace(reply, text=conversation.say(rest))


def _with_a_digit(conversation: Conversation, reply: Reply) -> Reply:
    """What was misread twice and has no options of its own offers the ways out by digits."""
    is_question = reply.name.startswith("utter_ask_")
    if reply.buttons or not (conversation.is_stuck and is_question):
        return reply
    return replace(reply, buttons=conversation.ways_out())


def _may_offer(reply: Reply, slots: Mapping[str, Any]) -> bool:
    """Where something waits it is offered next, by digits of its own."""
    return not _is_more_to_come(slots) or reply.name.startswith("utter_ask_")


def _is_more_to_come(slots: Mapping[str, Any]) -> bool:
    return bool(slots.get("aside") or slots.get("heard_too"))


def _helplines() -> Path:
    return Path(os.environ.get("NALISH_HELPLINES") or HELPLINES)


def _shown(conversation: Conversation) -> dict[str, str]:
    """Numbers, references and days that an action gave, as people write them."""
    return {
        name: _as_written(conversation, name, value)
        for name, value in conversation.values.items()
        if isinstance(value, str | int)
    }


def _as_written(conversation: Conversation, name: str, value: str | int) -> str:
    if name in _IN_DAYS:
        return conversation.day_of(value)
    if name == "reference":
        return conversation.reference(str(value))
    return conversation.number(value)
