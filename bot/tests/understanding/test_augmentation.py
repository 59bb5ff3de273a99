import time

import pytest
from rasa.shared.importers.utils import training_data_from_paths
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.augmentation import WEIGHT_OF_COPY, Augmentation
from training_inputs import NLU_DATA

MOST_PROCESSOR_SECONDS = 30


@pytest.fixture
def multiplied(shelf):
    def multiply(*messages, **config):
        component = shelf.create(Augmentation, **config)
        return component.process_training_data(TrainingData([*messages])).training_examples

    return multiply


def example(text, intent="check_payment", **values):
    return Message({"text": text, "intent": intent, **values})


class TestTraining:
    def test_each_example_is_there_once_more_for_spelling_and_for_typing(self, multiplied):
        written, spelled, typed = multiplied(example("amar vatar taka kobe"), weight=0.5)
        assert written == example("amar vatar taka kobe")
        assert len({each.get("text") for each in (written, spelled, typed)}) == 3
        assert {each.get("intent") for each in (spelled, typed)} == {"check_payment"}
        assert {each.get(WEIGHT_OF_COPY) for each in (spelled, typed)} == {0.5}

    def test_an_example_of_digits_has_no_copy(self, multiplied):
        assert multiplied(example("01712345678")) == [example("01712345678")]

    def test_commands_and_names_of_intents_have_no_copy(self, multiplied):
        alone = [example("/affirm"), Message({"intent": "affirm"})]
        assert multiplied(*alone) == alone

    def test_the_same_seed_makes_the_same_copies_whatever_else_is_learned(self, multiplied):
        one, other = example("amar vatar taka kobe"), example("ভাতার টাকা কবে পাব")
        assert set(multiplied(one)) < set(multiplied(other, one))
        assert multiplied(one) != multiplied(one, seed=2)

    def test_messages_of_citizens_pass_by(self, shelf):
        messages = [Message({"text": "vatar taka kobe"})]
        assert shelf.create(Augmentation).process(messages) == [
            Message({"text": "vatar taka kobe"})
        ]


@pytest.fixture(scope="module")
def product():
    return training_data_from_paths([str(NLU_DATA / "nlu")], "bn")


def test_the_products_examples_keep_their_entities_within_the_time(shelf, product):
    began = time.process_time()
    data = shelf.create(Augmentation).process_training_data(product)
    assert time.process_time() - began < MOST_PROCESSOR_SECONDS
    copies = [each for each in data.intent_examples if each.get(WEIGHT_OF_COPY)]
    assert len(product.intent_examples) < len(copies) <= 2 * len(product.intent_examples)
    for copy in copies:
        for entity in copy.get("entities"):
            assert copy.get("text")[entity["start"] : entity["end"]] == entity["value"] != ""
