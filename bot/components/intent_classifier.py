"""Support vectors on the characters of a text, on its sounds, and on its words by sound."""

from collections import Counter
from typing import Any

import skops.io
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import (
    INTENT,
    INTENT_NAME_KEY,
    INTENT_RANKING_KEY,
    PREDICTED_CONFIDENCE_KEY,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix, hstack
from scipy.special import softmax
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

from components.augmentation import WEIGHT_OF_COPY
from components.commands import in_own_words
from components.text_normaliser import NORMAL_TEXT, PHONETIC_KEY

_FILE = "classifier.skops"
_LEAST_WEIGHT = 0.75


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class NgramIntentClassifier(IntentClassifier, GraphComponent):
    """A confidence is the softmax of the distances to the borders, times `sharpness`."""

    def __init__(
        self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource
    ) -> None:
        self._model_storage = model_storage
        self._resource = resource
        self._ranking_length = config["ranking_length"]
        longest = config["longest_ngram"]
        self._views = [
            (NORMAL_TEXT, 1.0, _characters(longest)),
            (PHONETIC_KEY, config["weight_of_sounds"], _characters(longest)),
            (PHONETIC_KEY, 1.0, _words()),
        ]
        self._sharpness = config["sharpness"]
        self._classifier = LinearSVC(C=config["trust_in_examples"], random_state=0)

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {
            "longest_ngram": 5,
            "weight_of_sounds": 0.7,  # English is written one way, and sounds tell less of it
            "trust_in_examples": 1.0,
            "sharpness": 6.0,
            "ranking_length": 5,
        }

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "NgramIntentClassifier":
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "NgramIntentClassifier":
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            file = folder / _FILE
            stored = skops.io.load(file, trusted=skops.io.get_untrusted_types(file=file))
        component._views, component._classifier = stored
        return component

    def train(self, training_data: TrainingData) -> Resource:
        """What is looked at, and how much an intent weighs, the copies have no say in."""
        examples = [e for e in in_own_words(training_data.intent_examples) if e.get(INTENT)]
        written = [example for example in examples if not example.get(WEIGHT_OF_COPY)]
        for source, _, vectorizer in self._views:
            vectorizer.fit([example.get(source) for example in written])
        self._classifier.set_params(class_weight=_class_weights(_intents(written)))
        weights = [example.get(WEIGHT_OF_COPY, 1.0) for example in examples]
        self._classifier.fit(self._features(examples), _intents(examples), weights)
        with self._model_storage.write_to(self._resource) as folder:
            skops.io.dump((self._views, self._classifier), folder / _FILE)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        written = in_own_words(messages)
        if written:
            distances = self._classifier.decision_function(self._features(written))
            for message, row in zip(written, softmax(self._sharpness * distances, 1), strict=True):
                self._rank(message, row)
        return messages

    def _rank(self, message: Message, probabilities: Any) -> None:
        ranking: list[dict[str, Any]] = [
            {INTENT_NAME_KEY: str(name), PREDICTED_CONFIDENCE_KEY: float(probability)}
            for name, probability in zip(self._classifier.classes_, probabilities, strict=True)
        ]
        ranking.sort(key=lambda intent: -intent[PREDICTED_CONFIDENCE_KEY])
        message.set(INTENT, ranking[0], add_to_output=True)
        message.set(INTENT_RANKING_KEY, ranking[: self._ranking_length], add_to_output=True)

    def _features(self, messages: list[Message]) -> csr_matrix:
        return hstack(
            [
                weight * vectorizer.transform([message.get(source) for message in messages])
                for source, weight, vectorizer in self._views
            ],
            format="csr",
        )


def _intents(examples: list[Message]) -> list[str]:
    return [example.get(INTENT) for example in examples]


def _class_weights(intents: list[str]) -> dict[str, float]:
    """Rare intents count as much as frequent ones, but wide ones (out_of_scope) not too little."""
    counted = Counter(intents)
    fair_share = len(intents) / len(counted)
    return {intent: max(_LEAST_WEIGHT, fair_share / n) for intent, n in counted.items()}


def _characters(longest_ngram: int) -> TfidfVectorizer:
    return TfidfVectorizer(
        analyzer="char_wb", ngram_range=(1, longest_ngram), sublinear_tf=True, lowercase=False
    )


def _words() -> TfidfVectorizer:
    """Single words and pairs; scikit-learn's own pattern would drop words of one sound."""
    return TfidfVectorizer(
        token_pattern=r"\S+",  # noqa: S106 - a pattern, no password
        ngram_range=(1, 2),
        sublinear_tf=True,
        lowercase=False,
    )
