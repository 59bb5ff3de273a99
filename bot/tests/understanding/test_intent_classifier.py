import pytest

from components.fallback import Fallback
from components.intent_classifier import NgramIntentClassifier

MISSING = ["ভাতার টাকা পাই নাই", "vatar taka pai nai", "taka ase nai", "money did not come"]
GREETING = ["আসসালামু আলাইকুম", "slm vai", "hello sir", "salam"]
THANKS = ["ধন্যবাদ", "dhonnobad apa", "thank you", "onek upokar holo"]


@pytest.fixture
def classifier(shelf, examples):
    shelf.create(NgramIntentClassifier).train(
        examples(missing=MISSING, greet=GREETING, thank=THANKS)
    )
    return shelf.load(NgramIntentClassifier)


class TestProcess:
    @pytest.mark.parametrize(
        ("text", "intent"),
        [
            ("bhatar tk painai", "missing"),
            ("ভাতা পাইনি", "missing"),
            ("হ্যালো সালাম", "greet"),
            ("donnobad vai", "thank"),
        ],
    )
    def test_spellings_it_never_saw_are_understood(self, classifier, normalised, text, intent):
        [message] = classifier.process(normalised(text))
        assert message.get("intent")["name"] == intent
        assert message.get("intent_ranking")[0] == message.get("intent")

    @pytest.mark.parametrize("text", ["", "/restart"])
    def test_without_words_there_is_nothing_to_rank(self, classifier, normalised, text):
        [message] = classifier.process(normalised(text))
        assert message.get("intent") is None

    @pytest.mark.parametrize("text", ["😀😀", "中文", "?" * 2000, "\u200d", "' OR 1=1; --"])
    def test_noise_gets_an_answer_too(self, classifier, normalised, text):
        [message] = classifier.process(normalised(text))
        assert message.get("intent")["name"] in {"missing", "greet", "thank"}

    def test_probabilities_are_sorted_and_add_up(self, classifier, normalised):
        [message] = classifier.process(normalised("taka"))
        confidences = [intent["confidence"] for intent in message.get("intent_ranking")]
        assert confidences == sorted(confidences, reverse=True)
        assert sum(confidences) == pytest.approx(1)


class TestFallback:
    def test_an_unsure_answer_is_not_understood(self, shelf, classifier, normalised):
        fallback = shelf.create(Fallback, threshold=0.99)
        [message] = fallback.process(classifier.process(normalised("qqq")))
        assert message.get("intent")["name"] == "nlu_fallback"

    def test_a_command_needs_no_confidence(self, shelf, normalised):
        [message] = shelf.create(Fallback).process(normalised("/affirm"))
        assert message.get("intent") is None

    @pytest.mark.parametrize("text", ["😀😀", "पैसा नहीं आया", "المال لم يصل", "…"])
    def test_letters_that_no_example_has_are_not_understood(
        self, shelf, classifier, normalised, text
    ):
        fallback = shelf.create(Fallback, threshold=0.0, ambiguity_threshold=0.0)
        [message] = fallback.process(classifier.process(normalised(text)))
        assert message.get("intent")["name"] == "nlu_fallback"
