"""The catalogue's files are in order, and what is wrong in one is said in a sentence."""

import shutil
import unicodedata
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest
import yaml

from case_manager.programmes.facts import FactType
from case_manager.programmes.reading import CatalogueRefused, read_catalogue
from case_manager.vocabulary import Language
from citizen_text import sms
from citizen_text.digits import to_bangla

FOLDER = Path(str(files("case_manager"))) / "programmes" / "catalogue"
GENERAL_KNOWLEDGE = "GK"
A_FEW = (
    *("oaa", "wda", "pwd", "mcbp", "freedom_fighter", "vgf", "tr", "vwb", "ffp", "tcb"),
    *("primary_stipend", "secondary_stipend", "pwd_stipend", "degree_stipend"),
    "maternity",
)


@pytest.fixture(scope="module")
def catalogue():
    return read_catalogue()


@pytest.fixture
def folder(tmp_path):
    """A copy of the catalogue to break, of as few programmes as are whole by themselves."""
    copy = Path(shutil.copytree(FOLDER, tmp_path / "catalogue"))
    for file in (copy / "programmes").iterdir():
        if file.stem not in A_FEW:
            file.unlink()
    return copy


def change(file, **changes):
    content = yaml.load(file.read_text(encoding="utf-8"), yaml.CSafeLoader)
    file.write_text(yaml.safe_dump({**content, **changes}, allow_unicode=True), encoding="utf-8")


def refused(folder):
    with pytest.raises(CatalogueRefused) as refusal:
        read_catalogue(folder)
    return refusal.value.problems


class TestReadCatalogue:
    def test_every_programme_is_there(self, catalogue):
        assert len(catalogue.programmes) == 48

    def test_those_told_of_come_first_in_their_order(self, catalogue):
        assert list(catalogue.programmes)[:8] == [
            "oaa",
            "wda",
            "pwd",
            "pwd_stipend",
            "mcbp",
            "hijra",
            "bede",
            "backward",
        ]

    def test_one_way_of_writing_bangla(self):
        for file in FOLDER.rglob("*.yaml"):
            text = file.read_text(encoding="utf-8")
            assert text == unicodedata.normalize("NFC", text), file.name

    def test_what_rests_on_general_knowledge_is_uncertain(self, catalogue):
        for programme in catalogue.programmes.values():
            for condition in programme.conditions:
                for part in condition.parts:
                    assert part.uncertain or part.source != GENERAL_KNOWLEDGE, (programme.id, part)
            for amount in programme.dated_amounts:
                assert amount.uncertain or amount.source != GENERAL_KNOWLEDGE, programme.id

    def test_a_changed_threshold_keeps_the_one_before(self, catalogue):
        (income,) = [
            each for each in catalogue.programmes["wda"].conditions if each.id == "own_income"
        ]
        assert [(one.first_day, one.value) for one in income.less_than.dated] == [
            (None, 12000),
            (date(2024, 4, 1), 15000),
        ]

    def test_everybody_is_told_what_a_programme_brings(self, catalogue):
        for programme in catalogue.programmes.values():
            assert programme.amounts or programme.benefit


class TestQuestions:
    def test_fit_one_sms_with_their_options(self, catalogue):
        """In Latin letters; in Bangla a choice, or the list of illnesses, may take two parts."""
        for fact in catalogue.facts.values():
            for language, question in (fact.question or {}).items():
                size = sms.measure(shown(fact, question, language))
                takes_room = fact.type is FactType.CHOICE or fact.id == "has_listed_illness"
                is_long = takes_room and language is Language.BANGLA
                assert size.segments <= (2 if is_long else 1), (fact.id, language, size)

    def test_a_fact_that_a_condition_wants_can_be_asked_for(self, catalogue):
        for programme in catalogue.programmes.values():
            for condition in programme.conditions:
                for part in condition.parts:
                    if part.fact:
                        fact = catalogue.facts[part.fact]
                        asked = catalogue.facts[fact.asked_as or fact.id]
                        assert asked.question or asked.assumed is not None, part.fact


def shown(fact, question, language):
    """As the gateway shows a question: the words, then its options as numbered lines."""
    options = [option.names[language] for option in fact.options]
    if fact.type is FactType.YES_NO:
        options = {"bn": ["হ্যাঁ", "না"], "bn-Latn": ["ha", "na"], "en": ["yes", "no"]}[language]
    lines = [f"{number}. {option}" for number, option in enumerate(options, 1)]
    text = "\n".join(lines)
    return f"{question}\n{to_bangla(text) if language is Language.BANGLA else text}".strip()


class TestMistakes:
    def test_there_are_none_before_one_is_made(self, folder):
        assert set(read_catalogue(folder).programmes) == set(A_FEW)

    def test_a_file_that_is_no_yaml(self, folder):
        (folder / "programmes" / "oaa.yaml").write_text("id: [oaa", encoding="utf-8")
        assert any(problem.startswith("oaa.yaml: cannot be read") for problem in refused(folder))

    def test_a_missing_file(self, folder):
        (folder / "offices.yaml").unlink()
        assert any(
            problem.startswith("offices.yaml: cannot be read") for problem in refused(folder)
        )

    def test_a_word_that_nobody_knows(self, folder):
        change(folder / "programmes" / "oaa.yaml", colour="green")
        assert "oaa.yaml: colour: Extra inputs are not permitted" in refused(folder)

    def test_a_missing_text(self, folder):
        change(folder / "programmes" / "vgf.yaml", benefit={"en": "rice"})
        assert "vgf.yaml: benefit: a text is missing in bn, bn-Latn" in refused(folder)

    def test_a_file_under_another_name(self, folder):
        programmes = folder / "programmes"
        (programmes / "oaa.yaml").rename(programmes / "old.yaml")
        assert "old.yaml: the file is named after its id, oaa.yaml" in refused(folder)

    def test_a_code_given_twice(self, folder):
        change(folder / "programmes" / "vgf.yaml", sms_code="OAA")
        assert "vgf.yaml: the code OAA is oaa's already" in refused(folder)

    def test_an_amount_that_ends_before_it_begins(self, folder):
        wrong = {"from": "2026-07-01", "to": "2026-06-30", "amount": 1, "source": "GK"}
        change(folder / "programmes" / "tr.yaml", amounts=[wrong])
        assert "tr.yaml: amounts.0: the last day is before the first" in refused(folder)

    @pytest.mark.parametrize(
        ("condition", "problem"),
        [
            ({"fact": "age", "at_least": 1, "at_most": 2}, "a condition says exactly one of"),
            ({"at_least": 1}, "`fact` does not go together with `at_least`"),
            ({"fact": "age", "at_least": True}, "write a number"),
        ],
    )
    def test_a_condition_that_cannot_be_read(self, folder, condition, problem):
        change(
            folder / "programmes" / "tr.yaml", conditions=[{"id": "x", "source": "GK", **condition}]
        )
        (said,) = refused(folder)
        assert said.startswith("tr.yaml: conditions.0")
        assert problem in said

    @pytest.mark.parametrize(
        ("condition", "problem"),
        [
            ({"fact": "shoe_size", "at_least": 1}, "there is no fact shoe_size in facts.yaml"),
            ({"fact": "sex", "one_of": ["cat"]}, "there is no option of sex cat"),
            ({"fact": "age", "is": True}, "`is` does not fit age, a fact of type number"),
            (
                {"fact": "birth_date", "is": True},
                "`is` does not fit birth_date, a fact of type date",
            ),
            ({"receives_none_of": ["gold"]}, "there is no programme gold"),
            (
                {"fact": "is_citizen", "is": False},
                "is_citizen is assumed, so the assumed value must meet the condition by itself",
            ),
            (
                {"fact": "has_salaried_job", "is": True},
                "nobody is refused for has_salaried_job who is not asked for it",
            ),
            (
                {"fact": "age", "at_least": {"male": 65}},
                "a limit by sex names at least two: for others holds what those agree on",
            ),
            (
                {
                    "fact": "age",
                    "at_least": [
                        {"from": "2026-01-01", "value": 2},
                        {"from": "2025-01-01", "value": 1},
                    ],
                },
                "dated limits stand in the order of their first days",
            ),
        ],
    )
    def test_a_condition_that_does_not_fit(self, folder, condition, problem):
        wrong = {"id": "x", "source": "GK", **condition}
        change(folder / "programmes" / "tr.yaml", conditions=[wrong])
        assert f"tr.yaml: condition x: {problem}" in refused(folder)

    @pytest.mark.parametrize(
        ("changes", "problem"),
        [
            ({"apply": {"offices": ["moon"], "sources": []}}, "there is no office moon"),
            ({"documents": {"ids": ["moon"], "sources": []}}, "there is no document moon"),
            ({"channels": {"ids": ["moon"], "sources": []}}, "there is no channel moon"),
            (
                {"channels": {"ids": [], "sources": ["MOON"]}},
                "the source MOON is not explained in sources.yaml",
            ),
            (
                {"not_open": {"because": "merged", "into": "moon", "source": "GK"}},
                "there is no programme moon",
            ),
        ],
    )
    def test_something_that_is_named_but_not_there(self, folder, changes, problem):
        change(folder / "programmes" / "tr.yaml", **changes)
        assert f"tr.yaml: {problem}" in refused(folder)

    def test_a_source_that_citizens_are_told_of_in_no_words(self, folder):
        apply = {"offices": ["union_parishad"], "sources": ["DT_FY26"]}
        change(folder / "programmes" / "tr.yaml", apply=apply)
        [problem] = refused(folder)
        assert problem.startswith("tr.yaml: citizens are told of the source DT_FY26")

    def test_everything_is_said_at_once(self, folder):
        change(folder / "programmes" / "vgf.yaml", sms_code="OAA")
        change(folder / "programmes" / "tr.yaml", channels={"ids": ["moon"], "sources": []})
        assert len(refused(folder)) == 2

    def test_a_fact_that_is_asked_as_nothing(self, folder):
        file = folder / "facts.yaml"
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace("asked_as: age", "asked_as: birth_date"), encoding="utf-8")
        assert refused(folder) == [
            "facts.yaml: age_on_30_june is asked as birth_date, which has no question"
        ]

    def test_a_question_that_waits_for_one_below_it(self, folder):
        """So that no two of them can wait for one another."""
        file = folder / "facts.yaml"
        text = file.read_text(encoding="utf-8")
        above = "- id: age\n  type: number\n"
        file.write_text(
            text.replace(above, f"{above}  asked_if: [{{fact: sex, one_of: [female]}}]\n"),
            encoding="utf-8",
        )
        assert refused(folder) == ["there is no fact above age in facts.yaml, sex"]
