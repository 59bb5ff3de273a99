from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from random import Random
from uuid import UUID

import pytest

from case_manager.cases.categories import categories
from case_manager.demo.plots import Act, Playwright, Plot
from case_manager.demo.repository import Subject
from case_manager.demo.stories import About, read_stories
from case_manager.kit.calendar import DHAKA, Calendar
from case_manager.vocabulary import Channel, Language, OfficeDecision

TODAY = date(2026, 11, 23)
_MIDNIGHT = datetime(2026, 11, 23, tzinfo=DHAKA)


def _subjects() -> dict[About, Sequence[Subject]]:
    def subject(place: int) -> Subject:
        returned_on = TODAY - timedelta(days=place * 7 % 260 + 1)
        return Subject(UUID(int=place), b"", "5549940001", UUID(int=place), returned_on)

    return {about: [subject(place) for place in range(50)] for about in About}


@pytest.fixture(scope="module")
def plots() -> list[Plot]:
    return _plots(400)


def _plots(number: int, subjects: dict[About, Sequence[Subject]] | None = None) -> list[Plot]:
    playwright = Playwright(
        read_stories(),
        _subjects() if subjects is None else subjects,
        Calendar(frozenset({date(2026, 10, 21)})),
        today=TODAY,
        random=Random(5),
    )
    return list(playwright.plots(number))


class TestPlots:
    def test_same_seed_gives_the_same_plots(self, plots: list[Plot]) -> None:
        assert _plots(400) == plots

    def test_every_scene_lies_before_today_and_after_the_one_before(
        self, plots: list[Plot]
    ) -> None:
        for plot in plots:
            assert plot.scenes[0].act is Act.OPEN
            assert plot.scenes[-1].at < _MIDNIGHT
            assert all(before.at <= after.at for before, after in pairwise(plot.scenes))

    def test_a_complaint_comes_after_the_payment_it_is_about(self, plots: list[Plot]) -> None:
        for plot in plots:
            if plot.subject and plot.subject.payment_status_on:
                assert plot.scenes[0].at.date() >= plot.subject.payment_status_on

    def test_nothing_follows_a_closing(self, plots: list[Plot]) -> None:
        for plot in plots:
            acts = [scene.act for scene in plot.scenes]
            assert Act.CLOSE not in acts[:-1]

    def test_staff_work_in_office_hours(self, plots: list[Plot]) -> None:
        for plot in plots:
            for scene in plot.scenes:
                if scene.act not in {Act.OPEN, Act.ANSWER}:
                    assert 9 <= scene.at.astimezone(DHAKA).hour < 17
                    assert scene.at.weekday() not in {4, 5}
                    assert scene.at.date() != date(2026, 10, 21)

    def test_all_languages_channels_and_decisions_appear(self, plots: list[Plot]) -> None:
        assert {plot.language for plot in plots} == set(Language)
        assert {plot.channel for plot in plots} == {Channel.SMS, Channel.USSD}
        decisions = {scene.decision for plot in plots for scene in plot.scenes if scene.decision}
        assert decisions == set(OfficeDecision)

    def test_some_are_new_some_old(self, plots: list[Plot]) -> None:
        ages = [(_MIDNIGHT - plot.scenes[0].at).days for plot in plots]
        assert min(ages) == 0
        assert max(ages) > 200

    def test_without_anybody_in_the_register_strangers_complain(self) -> None:
        assert all(plot.subject is None for plot in _plots(20, {}))


class TestStories:
    def test_categories_are_those_of_the_catalogue(self) -> None:
        assert set(read_stories().of_category) <= set(categories())
