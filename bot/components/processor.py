"""Rasa's processor of messages, without the work that this assistant has no use for."""

from rasa.core.actions.action import Action
from rasa.core.agent import Agent
from rasa.core.channels.channel import OutputChannel, UserMessage
from rasa.core.policies.policy import PolicyPrediction
from rasa.core.processor import MessageProcessor
from rasa.shared.core.constants import (
    ACTION_LISTEN_NAME,
    DEFAULT_SLOT_NAMES,
    SlotMappingType,
)
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker

from components.actions import check_answers_by_one_schema, shown_first
from components.context import (
    OFFER_AGAIN,
    Context,
    OfferHeardToo,
    is_offered_again,
    waits_for_its_turn,
)
from components.one_store import trust_one_store
from components.planned_runner import PlannedRunner
from phrases.two_wishes import Heard


class TurnProcessor(MessageProcessor):
    def __init__(self, loaded: MessageProcessor) -> None:
        self.__dict__.update(loaded.__dict__)
        self.graph_runner = PlannedRunner(loaded.graph_runner)
        self._slots_fill_themselves = _slots_fill_themselves(self.domain)
        self._context = Context(self._parse_text)

    def predict_next_with_tracker_if_should(
        self, tracker: DialogueStateTracker
    ) -> tuple[Action, PolicyPrediction]:
        action, prediction = super().predict_next_with_tracker_if_should(tracker)
        if action.name() == ACTION_LISTEN_NAME and waits_for_its_turn(tracker):
            return OfferHeardToo(), prediction
        if action.name() == ACTION_LISTEN_NAME and is_offered_again(tracker):
            return self._get_action(OFFER_AGAIN), prediction
        return shown_first(action), prediction

    async def _handle_message_with_tracker(
        self, message: UserMessage, tracker: DialogueStateTracker
    ) -> None:
        heard = message.parse_data or await self.parse_message(message, tracker)
        message.parse_data = {**await self._context.meant(heard, tracker)}
        await super()._handle_message_with_tracker(message, tracker)

    async def _parse_text(self, text: str) -> Heard:
        parsed: Heard = await self.parse_message(UserMessage(text))
        return parsed

    async def run_action_extract_slots(
        self, output_channel: OutputChannel, tracker: DialogueStateTracker
    ) -> DialogueStateTracker:
        if not self._slots_fill_themselves:
            return tracker
        return await super().run_action_extract_slots(output_channel, tracker)


def fit_out(agent: Agent) -> None:
    """Our store and our processor, instead of what Rasa has put around them."""
    check_answers_by_one_schema()
    trust_one_store(agent)
    if agent.processor is not None:
        agent.processor = TurnProcessor(agent.processor)


def _slots_fill_themselves(domain: Domain) -> bool:
    """False where only actions set them."""
    return any(
        mapping.get("type") != SlotMappingType.CUSTOM.value or "action" in mapping
        for slot in domain.slots
        if slot.name not in DEFAULT_SLOT_NAMES
        for mapping in slot.mappings
    )
