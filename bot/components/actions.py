"""Actions as the assistant runs them."""

from typing import Any

from jsonschema import Draft202012Validator
from rasa.core.actions.action import Action, RemoteAction, create_bot_utterance
from rasa.core.channels.channel import OutputChannel
from rasa.core.nlg.generator import NaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event
from rasa.shared.core.trackers import DialogueStateTracker

SHOWN_FIRST = {
    "action_check_entitlement": "utter_entitlements",
    "action_check_payment": "utter_payments",
}
_WHO_IS_ASKING = frozenset({"utter_identity_first", "utter_identity_locked"})


class ShownFirst(RemoteAction):
    """Shows what is asked for as any reply is shown. The action server has its turn only where it
    is not known yet who is asking.
    """

    def __init__(self, action: RemoteAction) -> None:
        super().__init__(action.name(), action.action_endpoint)
        self._reply = SHOWN_FIRST[action.name()]

    async def run(
        self,
        output_channel: OutputChannel,
        nlg: NaturalLanguageGenerator,
        tracker: DialogueStateTracker,
        domain: Domain,
    ) -> list[Event]:
        message = await nlg.generate(self._reply, tracker, output_channel.name())
        if message["said"] in _WHO_IS_ASKING:
            events: list[Event] = await super().run(output_channel, nlg, tracker, domain)
            return events
        return [create_bot_utterance({**message, "utter_action": self._reply})]


def shown_first(action: Action) -> Action:
    return ShownFirst(action) if action.name() in SHOWN_FIRST else action


def check_answers_by_one_schema() -> None:
    """Rasa has its constant schema of the answers checked again at each answer, which takes twenty
    milliseconds; no setting turns that off.
    """
    validator = Draft202012Validator(RemoteAction.action_response_format_spec())

    def validate(self: RemoteAction, result: dict[str, Any]) -> bool:
        validator.validate(result)
        return True

    RemoteAction._validate_action_result = validate
