"""Rasa's fallback, which stumbles over messages that no classifier has seen."""

import re
from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.classifiers.fallback_classifier import FallbackClassifier
from rasa.shared.nlu.constants import (
    INTENT,
    INTENT_NAME_KEY,
    PREDICTED_CONFIDENCE_KEY,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message

from components.commands import in_own_words

# Of letters that no example has, the classifier says what is likeliest without a word.
_READABLE = re.compile(r"[A-Za-z0-9\u0980-\u09ff]")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class Fallback(FallbackClassifier):
    """What begins something needs to be surer than what is only answered."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {
            **FallbackClassifier.get_default_config(),
            "deeds": [],
            "threshold_of_deeds": 0.0,
        }

    def process(self, messages: list[Message]) -> list[Message]:
        super().process(in_own_words(messages))
        return messages

    def _should_fallback(self, message: Message) -> bool:
        is_readable = _READABLE.search(message.get(TEXT)) is not None
        return not is_readable or self._is_no_deed(message) or super()._should_fallback(message)

    def _is_no_deed(self, message: Message) -> bool:
        heard = message.get(INTENT)
        is_deed = heard[INTENT_NAME_KEY] in self.component_config["deeds"]
        least = self.component_config["threshold_of_deeds"]
        return bool(is_deed and heard[PREDICTED_CONFIDENCE_KEY] < least)
