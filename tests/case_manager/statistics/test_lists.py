"""A figure leads to the cases that were counted in it, wherever they are by now."""

import html
import re
from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from case_manager.cases import changes, reading, service
from case_manager.cases import filters as case_filters
from case_manager.models import CaseMovement
from case_manager.statistics import choices, views
from case_manager.statistics import service as statistics
from case_manager.statistics.pages import QUESTIONS
from case_manager.statistics.questions import Words
from case_manager.statistics.rules import By
from case_manager.ui.languages import PAGE_LANGUAGES
from case_manager.ui.texts import texts
from case_manager.vocabulary import Channel, Language, MovementKind, OfficeDecision, Role

from .test_service import ACTS, AREAS, FILTERS, NOW, History, chosen

NUMBER = re.compile(r'<td class="figures"><a href="([^"]+)"[^>]*>([0-9,]+)<')
MINUS = (MovementKind.DISPOSED, MovementKind.MOVED_OUT)


@pytest.fixture
def viewer(sign_in, world):
    return sign_in(world.user(Role.SUPERVISOR))


def listed(session, viewer, address, keys, now=NOW):
    """The references in all pages of a list."""
    values = dict(parse_qsl(urlsplit(address).query))
    filter_ = case_filters.read_filter(session, viewer, values)
    found, cursor = [], None
    while True:
        page = reading.list_cases(session, viewer, filter_, cursor, keys=keys, now=now, limit=3)
        found += [item.reference for item in page.items]
        if not (cursor := page.next_cursor):
            assert len(set(found)) == len(found)
            return found


def links_of(*questions):
    return [
        (row.cells[column], link)
        for question in questions
        for row in question.table.rows
        for column, link in row.links.items()
    ]


class TestRandomHistories:
    @settings(
        max_examples=12,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(acts=ACTS, filters=st.lists(FILTERS, min_size=3, max_size=3))
    def test_each_list_holds_what_the_books_counted(self, world, session, keys, acts, filters):
        with session.begin_nested() as before:
            for code in AREAS:
                world.area(code)
            history = History(world, keys)
            history.live(acts)
            books = session.scalars(select(CaseMovement)).all()
            for filter_ in map(chosen, filters):
                self.check(session, history.actor, keys, filter_, books)
            before.rollback()

    def check(self, session, viewer, keys, filter_, books):
        names = choices.Names(session, Language.ENGLISH)
        words = Words(texts(Language.ENGLISH), names, filter_, 5)
        balance = statistics.balance(session, viewer, filter_, fewest=5, now=NOW)
        questions = [views.balance(words, balance, [])]
        for by in (By.PROGRAMME, By.CATEGORY, By.CHANNEL):
            parts = statistics.by_dimension(session, viewer, filter_, by)
            questions.append(views.dimension(words, by, parts))
        parts = statistics.by_area(session, viewer, filter_, now=NOW)
        questions.append(views.areas(words, parts))
        for count, link in links_of(*questions):
            assert link.count == count
            found = len(listed(session, viewer, link.address, keys))
            asked = dict(parse_qsl(urlsplit(link.address).query))
            assert found == sum(each > 0 for each in self.of_cases(asked, books).values())
            if "open_on" in asked or asked.get("counted") == "received":
                assert found == count

    def of_cases(self, asked, books):
        """What the books add up to, case by case."""
        sums = {}
        for line in books:
            is_asked = asked.get("counted", line.kind) == line.kind
            first, last = asked.get("counted_from", ""), asked.get("counted_to", "9999")
            if "open_on" in asked:
                last = asked["open_on"]
            if is_asked and first <= line.on.isoformat() <= last and self.fits(asked, line):
                sign = -1 if "open_on" in asked and line.kind in MINUS else 1
                sums[line.case_id] = sums.get(line.case_id, 0) + sign * line.count
        return sums

    @staticmethod
    def fits(asked, line):
        area = asked.get("area", "")
        here = line.area_code is None if area == "none" else (line.area_code or "").startswith(area)
        others = ("programme", "category", "channel")
        return here and all(
            asked[name] == (getattr(line, name) or "none") for name in others if name in asked
        )


@pytest.fixture
def cases(world, session, keys, viewer):
    """Received over months; since then closed, opened again, moved and given another kind."""
    areas = ("302602", "302606", "101502")
    made = [
        world.case(
            ("payment_not_received", "suggestion")[number % 2],
            channel=(Channel.SMS, Channel.USSD)[number % 3 == 0],
            programme=("oaa", None)[number % 2],
            conversation=world.conversation(),
            now=NOW - timedelta(days=70 - 5 * number),
        )
        for number in range(12)
    ]
    acts = {"actor": viewer, "keys": keys}
    for case in made[:5]:
        at = case.opened_at + timedelta(days=2)
        service.assign_case(session, case.reference, assignee=viewer, actor=viewer, now=at)
        decided = {"decision": OfficeDecision.UPHELD, "message": "done"}
        service.close_case(session, case.reference, **decided, **acts, now=at)
    for case in made[:2]:
        changes.reopen_case(session, case.reference, "no", **acts, now=NOW - timedelta(days=20))
    for number, case in enumerate(made[4:9]):
        code = world.area(areas[number % 3]).code
        at = NOW - timedelta(days=4 * number)
        if case.closed_at is None:
            changes.move_case(session, case.reference, code, actor=viewer, now=at)
    changes.reclassify_case(
        session, made[10].reference, "payment_late", "wda", actor=viewer, now=NOW
    )
    return made


PERIODS = ["from=2026-09-01&to=2026-11-23", "from=2026-09-20&to=2026-10-31", "area=30"]


class TestEveryLink:
    @pytest.mark.parametrize("period", PERIODS)
    @pytest.mark.parametrize("key", [key for key in QUESTIONS if key != "trend"])
    def test_its_list_holds_as_many_as_the_figure_says(
        self, client, session, keys, viewer, cases, now, key, period
    ):
        answer = client.get(f"/figures/{key}?{period}")
        assert answer.status_code == 200
        for address, shown in NUMBER.findall(answer.text):
            address = html.unescape(address)
            assert client.get(address).status_code == 200
            assert len(listed(session, viewer, address, keys, now)) == int(shown), address

    def test_each_figure_of_the_balance_leads_to_a_list(self, client, cases):
        answer = client.get(f"/figures/balance?{PERIODS[1]}").text
        assert len(NUMBER.findall(answer)) >= 3
        assert len(NUMBER.findall(client.get(f"/figures/balance?{PERIODS[0]}").text)) >= 4

    @pytest.mark.parametrize("language", PAGE_LANGUAGES)
    def test_who_may_see_fewer_is_told_so(
        self, client, sign_in, world, session, keys, cases, language, now
    ):
        caseworker = world.user()
        caseworker.language, caseworker.area_code = language, world.area("302602").code
        sign_in(caseworker)
        answer = client.get(f"/figures/balance?{PERIODS[0]}").text
        assert texts(language)("figures.lists") in html.unescape(answer)
        for address in re.findall(r'<td class="figures"><a href="([^"]+)"', answer):
            found = listed(session, caseworker, html.unescape(address), keys, now)
            assert len(found) <= len(cases)

    def test_the_days_of_nothing_that_is_counted_are_refused(self, client, viewer):
        answer = client.get("/cases?counted_from=2026-09-01")
        assert answer.status_code == 422
        assert texts(Language.ENGLISH)("filter.counted_unknown") in answer.text
