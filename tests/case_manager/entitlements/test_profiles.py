"""Twelve people and two neighbours of a threshold: every programme's answer to each of them."""

from pathlib import Path

import pytest
import yaml

PROFILES = yaml.load(
    Path(__file__).with_name("profiles.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader
)


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile["who"])
class TestProfiles:
    def test_the_whole_answer(self, ask, profile):
        answer = ask(profile["facts"], profile.get("receives"))
        by_verdict = {"eligible": [], "needs": {}, "not_eligible": {}}
        for each in answer.programmes:
            match each.verdict:
                case "eligible":
                    by_verdict["eligible"].append(each.programme)
                case "needs":
                    by_verdict["needs"][each.programme] = list(each.waits_for)
                case "not_eligible":
                    conditions = [reason.condition for reason in each.reasons]
                    by_verdict["not_eligible"][each.programme] = conditions
        assert by_verdict == {name: profile[name] for name in by_verdict}
        assert answer.next_questions[0].id == profile["first_question"]

    def test_whoever_may_have_something_is_told_where_and_with_which_papers(self, ask, profile):
        for each in ask(profile["facts"], profile.get("receives")).programmes:
            if each.verdict == "eligible":
                assert each.application.offices
                assert each.rate or each.benefit
