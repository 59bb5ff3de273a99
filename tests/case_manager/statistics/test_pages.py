import csv
import html
import re
from datetime import timedelta
from io import StringIO
from urllib.parse import parse_qsl, urlsplit

import pytest

from case_manager.cases import filters as case_filters
from case_manager.cases import reading, service
from case_manager.kit.calendar import local_date
from case_manager.kit.spreadsheets import BEGIN_FORMULAS
from case_manager.statistics.pages import QUESTIONS
from case_manager.statistics.questions import Card, Row, Table
from case_manager.statistics.tables import as_csv
from case_manager.ui.languages import PAGE_LANGUAGES
from case_manager.ui.texts import texts
from case_manager.vocabulary import Language, OfficeDecision, Role

ODD = ["\0", "²৩٣", "9" * 20_000, "a\r\nb\x7f", "30%", "x=y&z"]


@pytest.fixture
def viewer(sign_in, world):
    return sign_in(world.user(Role.SUPERVISOR))


@pytest.fixture
def cases(world, session, keys, viewer, now):
    """Three of one upazila, of which one is closed, and one of nowhere."""
    person = world.person()
    conversation = world.conversation()
    conversation.person_id, conversation.verified_until = person.id, now + timedelta(hours=1)
    made = [world.case(conversation=conversation) for _ in range(3)]
    made.append(world.case("suggestion", conversation=world.conversation("+8801812345678")))
    service.assign_case(session, made[0].reference, assignee=viewer, actor=viewer, now=now)
    service.close_case(
        session,
        made[0].reference,
        decision=OfficeDecision.UPHELD,
        message="done",
        actor=viewer,
        keys=keys,
        now=now,
    )
    return made


def values(answer):
    """The figures on the cards, by name."""
    cards = re.findall(
        r'about-(\w+)">\s*<div[^>]*>[^<]*</div>\s*<div class="figure-value figures">([^<]*)',
        answer.text,
    )
    return dict(cards)


def table(answer):
    return list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))


class TestShowFigures:
    def test_a_stranger_is_asked_to_sign_in(self, client):
        assert client.get("/figures").status_code == 303

    def test_the_balance_stands_there_at_once(self, client, cases):
        shown = values(client.get("/figures"))
        assert shown == {"received": "4", "reopened": "0", "disposed": "1", "closing": "3"}

    def test_one_more_case_is_one_more_received(self, client, cases, world):
        before = values(client.get("/figures"))
        world.case(conversation=world.conversation("+8801912345678"))
        after = values(client.get("/figures"))
        assert int(after["received"]) == int(before["received"]) + 1
        assert int(after["closing"]) == int(before["closing"]) + 1

    @pytest.mark.parametrize(
        ("query", "received"),
        [("area=30", "3"), ("area=none", "1"), ("category=suggestion", "1"), ("channel=call", "0")],
    )
    def test_a_filter_counts_what_fits(self, client, cases, query, received):
        assert values(client.get(f"/figures?{query}"))["received"] == received

    @pytest.mark.parametrize(
        ("query", "status", "key"),
        [
            ("area=999999", 422, "area_unknown"),
            ("from=2026-02-30", 422, "day_unknown"),
            ("from=2027-01-01", 422, "period_to_come"),
            ("colour=red", 422, "no_such"),
            ("category=harassment_sea", 403, "category_not_yours"),
        ],
    )
    @pytest.mark.parametrize("language", PAGE_LANGUAGES)
    @pytest.mark.parametrize("address", ["/figures", "/figures/trend", "/figures/trend.csv"])
    def test_what_cannot_be_counted_is_said_in_words(
        self, client, sign_in, world, query, status, key, language, address
    ):
        user = world.user()
        user.language = language
        sign_in(user)
        answer = client.get(f"{address}?{query}")
        assert answer.status_code == status
        assert texts(language)(f"filter.{key}") in html.unescape(answer.text)

    @pytest.mark.parametrize("odd", ODD)
    @pytest.mark.parametrize("name", ["from", "area", "programme", "category", "channel", "odd"])
    def test_odd_words_are_refused(self, client, viewer, odd, name):
        assert client.get("/figures", params={name: odd}).status_code in (403, 422)


class TestShowFigure:
    @pytest.mark.parametrize("language", PAGE_LANGUAGES)
    @pytest.mark.parametrize("key", QUESTIONS)
    def test_each_has_a_page_and_a_part_with_its_definition(
        self, client, cases, viewer, key, language
    ):
        viewer.language = language
        page, part = (
            client.get(f"/figures/{key}"),
            client.get(f"/figures/{key}", headers={"HX-Request": "true"}),
        )
        definition = html.escape(texts(language)(f"figures.definition.{key}"), quote=False)
        for answer in (page, part):
            assert answer.status_code == 200
            assert definition in answer.text
        assert "<html" in page.text
        assert "<html" not in part.text

    def test_in_bangla_no_latin_figure_is_left_in_a_table(self, client, cases, viewer):
        viewer.language = Language.BANGLA
        for key in QUESTIONS:
            cells = re.findall(r'<td class="figures">([^<]*)<', client.get(f"/figures/{key}").text)
            assert cells
            assert not re.search("[0-9]", "".join(cells)), key

    def test_what_does_not_exist_is_not_found(self, client, viewer):
        assert client.get("/figures/moon").status_code == 404
        assert client.get("/figures/moon.csv").status_code == 404

    def test_no_area_has_most_where_none_has_any(self, client, session, viewer, cases, keys, now):
        decided = {"decision": OfficeDecision.UPHELD, "message": "done", "keys": keys}
        for case in cases[1:]:
            service.assign_case(session, case.reference, assignee=viewer, actor=viewer, now=now)
            service.close_case(session, case.reference, actor=viewer, now=now, **decided)
        assert "No case is open" in client.get("/figures/areas").text

    def test_too_few_cases_have_no_median_and_no_share(self, client, cases, viewer):
        answer = client.get("/figures/resolution").text
        assert texts(Language.ENGLISH)("figures.too_few_title") in answer
        assert texts(Language.ENGLISH)("figures.too_few") in answer

    def test_cases_behind_a_figure_are_a_filter_of_the_desk(self, client, session, cases, viewer):
        for key in QUESTIONS:
            links = re.findall(r'href="(/cases\?[^"]+)"', client.get(f"/figures/{key}").text)
            assert links or key in ("trend", "deadlines", "first_action", "resolution")
            for link in links:
                query = dict(parse_qsl(urlsplit(html.unescape(link)).query))
                case_filters.read_filter(session, viewer, query)

    def test_the_backlog_leads_to_what_it_counts(self, client, session, cases, viewer, keys, now):
        """A letter is written down days after it came."""
        cases[1].received_on = local_date(now) - timedelta(days=100)
        session.flush()
        answer = client.get("/figures/backlog")
        links = re.findall(r'href="/cases\?([^"]+)"', answer.text)
        found = [
            case_filters.read_filter(session, viewer, dict(parse_qsl(html.unescape(link))))
            for link in links
        ]
        counts = [int(row[1]) for row in table(client.get("/figures/backlog.csv"))[1:]]
        assert counts == [2, 0, 0, 0, 1]
        assert [
            len(reading.list_cases(session, viewer, one, keys=keys, now=now).items) for one in found
        ] == [2, 1]

    def test_the_map_has_the_districts_in_classes(self, client, world, viewer):
        person, conversation = world.person(), world.conversation()
        conversation.person_id = person.id
        conversation.verified_until = conversation.created_at + timedelta(hours=1)
        for _ in range(5):
            world.case(conversation=conversation)
        text = html.unescape(client.get("/figures/areas").text)
        assert '"code": "3026"' in text
        assert '"class": 0' in text

    @pytest.mark.parametrize(("fewest", "value"), [(5, "too few to show"), (3, "50 %")])
    def test_its_other_map_has_the_shares_solved_in_time(
        self, client, app, session, world, viewer, keys, now, fewest, value
    ):
        app.state.settings = app.state.settings.model_copy(update={"fewest_shown": fewest})
        long_ago = now - timedelta(days=60)
        for number in range(4):
            case = world.case(now=long_ago)
            case.area_code = world.area().code
            service.assign_case(
                session, case.reference, assignee=viewer, actor=viewer, now=long_ago
            )
            service.close_case(
                session,
                case.reference,
                decision=OfficeDecision.UPHELD,
                message="done",
                actor=viewer,
                keys=keys,
                now=long_ago if number % 2 else now,
            )
        due = case.resolution_due_on.isoformat()
        text = html.unescape(client.get(f"/figures/areas_in_time?from={due}&to={due}").text)
        assert f'"value": "{value}"' in text
        assert ("solves fewest in time: 50 %" in text) == (value == "50 %")

    def test_days_are_drawn_in_classes_unless_they_are_of_too_few(self, client, app, cases, viewer):
        assert 'class="bar-row"' not in client.get("/figures/resolution").text
        app.state.settings = app.state.settings.model_copy(update={"fewest_shown": 1})
        rows = table(client.get("/figures/resolution.csv"))
        assert [row[1:] for row in rows if row[0] in ("0 to 7 days", "61 days or more")] == [
            ["1", ""],
            ["0", ""],
        ]
        assert client.get("/figures/resolution").text.count('class="bar-row"') == 5

    @pytest.mark.parametrize(
        ("fewest", "title"),
        [(3, "4.3 of 5 from the 75 % who answered"), (5, "Too few cases to tell")],
    )
    def test_satisfaction_stands_beside_how_many_answered(
        self, client, app, session, world, viewer, keys, now, fewest, title
    ):
        app.state.settings = app.state.settings.model_copy(update={"fewest_shown": fewest})
        decided = {"decision": OfficeDecision.UPHELD, "message": "done", "keys": keys}
        for score in (5, 4, 4, None):
            case = world.case(now=now)
            case.area_code = world.area().code
            service.assign_case(session, case.reference, assignee=viewer, actor=viewer, now=now)
            service.close_case(session, case.reference, actor=viewer, now=now, **decided)
            case.satisfaction = score
        session.flush()
        assert title in client.get("/figures/satisfaction").text
        rows = {row[0]: row[1] for row in table(client.get("/figures/satisfaction.csv"))}
        assert (rows["Answers"], rows["Closed"]) == ("3", "4")
        assert rows["Mean, 1 to 5"] == ("4.3" if fewest == 3 else "")


class TestDownload:
    def test_it_has_the_table_as_plain_numbers(self, client, cases):
        rows = {row[0]: row[1:] for row in table(client.get("/figures/balance.csv"))}
        assert rows["Received"] == ["4", "0"]
        assert rows["Open at the end"] == ["3", "0"]

    def test_its_name_says_what_and_when(self, client, cases):
        name = client.get("/figures/trend.csv?from=2026-11-01").headers["content-disposition"]
        assert 'filename="trend-2026-11-01-2026-11-23.csv"' in name

    @pytest.mark.parametrize("first", BEGIN_FORMULAS)
    def test_no_cell_is_a_formula(self, first):
        """A number below zero is none."""
        written = as_csv(Table([f"{first}a", "b"], [Row([f"{first}1+1", 3]), Row(["x", -2])]))
        rows = list(csv.reader(StringIO(written.removeprefix("\ufeff"), newline="")))
        assert rows == [[f"'{first}a", "b"], [f"'{first}1+1", "3"], ["x", "-2"]]


def test_a_spark_stays_in_its_box():
    points = Card("received", 1, 0, [3, 9, 1]).spark
    assert points == "0.0,17.0 50.0,2.0 100.0,22.0"
    assert Card("received", 1, 0, [3]).spark == ""
