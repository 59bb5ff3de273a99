"""Rasa's processor of messages, without the work that this assistant has no use for."""

from rasa.core.actions.action import Action
from rasa.core.agent import Agent
from rasa.core.channels.channel import OutputChannel
from rasa.core.policies.policy import PolicyPrediction
from rasa.core.processor import MessageProcessor
from rasa.shared.core.constants import DEFAULT_SLOT_NAMES, SlotMappingType
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker

from components.actions import check_answers_by_one_schema, shown_first
from components.one_store import trust_one_store
from components.planned_runner import PlannedRunner


class TurnProcessor(MessageProcessor):
    def __init__(self, loaded: MessageProcessor) -> None:
        self.__dict__.update(loaded.__dict__)
        self.graph_runner = PlannedRunner(loaded.graph_runner)
        self._slots_fill_themselves = _slots_fill_themselves(self.domain)

    def predict_next_with_tracker_if_should(
        self, tracker: DialogueStateTracker
    ) -> tuple[Action, PolicyPrediction]:
        action, prediction = super().predict_next_with_tracker_if_should(tracker)
        return shown_first(action), prediction

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
