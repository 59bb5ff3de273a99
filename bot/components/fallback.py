"""Rasa's fallback, which stumbles over messages that no classifier has seen."""

import re

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.classifiers.fallback_classifier import FallbackClassifier
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from components.commands import in_own_words

# Of letters that no example has, the classifier says what is likeliest without a word.
_READABLE = re.compile(r"[A-Za-z0-9\u0980-\u09ff]")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class Fallback(FallbackClassifier):
    def process(self, messages: list[Message]) -> list[Message]:
        super().process(in_own_words(messages))
        return messages

    def _should_fallback(self, message: Message) -> bool:
        is_readable = _READABLE.search(message.get(TEXT)) is not None
        return not is_readable or super()._should_fallback(message)
