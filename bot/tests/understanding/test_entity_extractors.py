from datetime import date

import pytest
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.entity_extractors import CitizenTextExtractor

TABLES = [
    {"name": "programme.oaa", "elements": ["boyosko bhata", "old age allowance"]},
    {"name": "programme.wda", "elements": ["bidhoba bhata"]},
    {"name": "provider.nagad", "elements": ["nogod", "nagad", "নগদ"]},
    {"name": "provider.nobody", "elements": ["kobe nagad"]},
    {"name": "place", "elements": ["5549 Kurigram; কুড়িগ্রাম", "554994 Ulipur; উলিপুর"]},
]


@pytest.fixture
def extractor(shelf):
    shelf.create(CitizenTextExtractor).train(TrainingData(lookup_tables=TABLES))
    loaded = shelf.load(CitizenTextExtractor)
    loaded.clock = lambda: date(2026, 11, 23)
    return loaded


def read(extractor, text):
    [message] = extractor.process([Message({"text": text})])
    return [
        (entity["entity"], text[entity["start"] : entity["end"]], entity["value"])
        for entity in message.get("entities")
    ]


class TestProcess:
    @pytest.mark.parametrize(
        ("text", "entities"),
        [
            (
                "amar boyosko bhatar taka 3 mash dhore pai nai",
                [
                    ("programme", "boyosko bhata", "oaa"),
                    ("period", "3 mash", {"from": "2026-08", "to": "2026-10"}),
                ],
            ),
            ("বিধবা ভাতার ৫০০ টাকা", [("programme", "বিধবা ভাতা", "wda"), ("amount", "৫০০ টাকা", 500)]),
            ("নগদে আসে নাই", [("provider", "নগদ", "nagad")]),
            ("taka kobe nagad pabo", []),
            ("case 4821-0937", [("reference", "4821-0937", "48210937")]),
            ("5501234567", [("nid", "5501234567", "5501234567")]),
            ("complain no 5501234567", [("reference", "5501234567", "5501234567")]),
            ("nid 1965269250123", [("nid", "1965269250123", "1965269250123")]),
            ("01712 345678", [("phone", "01712 345678", "+8801712345678")]),
            ("boyos 70", [("age", "boyos 70", 70)]),
            (
                "উলিপুরে ভাতা আসছে ১১০০",
                [("place", "উলিপুর", "554994"), ("amount", "১১০০", 1100)],
            ),
            (
                "case 4821-0937, Kurigram zilla",
                [("reference", "4821-0937", "48210937"), ("place", "Kurigram zilla", "5549")],
            ),
        ],
    )
    def test_entities_stand_where_the_citizen_wrote_them(self, extractor, text, entities):
        assert read(extractor, text) == entities

    def test_commands_are_passed_by(self, extractor):
        [message] = extractor.process([Message({"text": "/inform 48210937"})])
        assert message.get("entities") is None

    def test_the_day_is_todays_unless_told(self, shelf):
        fresh = shelf.create(CitizenTextExtractor)
        [(_, _, value)] = read(fresh, "this month")
        assert value["from"] == value["to"]
