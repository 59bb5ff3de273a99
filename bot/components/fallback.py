"""Rasa's fallback, which stumbles over messages that no classifier has seen."""

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.classifiers.fallback_classifier import FallbackClassifier
from rasa.shared.nlu.training_data.message import Message

from components.commands import in_own_words


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class Fallback(FallbackClassifier):
    def process(self, messages: list[Message]) -> list[Message]:
        super().process(in_own_words(messages))
        return messages
