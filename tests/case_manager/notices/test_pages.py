import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import httpx
import pytest

from case_manager.messages.gateway import make_gateway
from case_manager.notices import service
from case_manager.vocabulary import DeliveryStatus, Language, NoticeStatus, Role

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
TOKEN = {"csrf_token": "token"}
GIVEN = TOKEN | {
    "title": "Payment sent",
    "text_bn": "{programme}: {amount}",
    "text_bn_latn": "{programme}: {amount}",
    "text_en": "{programme}: {amount}",
    "programme": "oaa",
    "payment_status": "sent",
    "period_from": "2026-07",
    "period_to": "২০২৬-০৯",
}
ONE, TWO = "+8801712345671", "+8801712345672"


@pytest.fixture
def books(app):
    """What the gateway says that has been spent."""
    costs = []

    def answer(request):
        return httpx.Response(200, json={"costs": costs})

    app.state.gateway = make_gateway("http://gateway", "token", httpx.MockTransport(answer))
    return costs


@pytest.fixture
def as_farida(sign_in, farida, books):
    return sign_in(farida)


@pytest.fixture
def shown(client):
    def get(path):
        answer = client.get(path)
        assert answer.status_code == 200
        return " ".join(re.sub("<[^>]+>", " ", answer.text).split())

    return get


@pytest.fixture
def post(client):
    def post(path, **fields):
        return client.post(path, data=TOKEN | fields)

    return post


@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.SUPERVISOR])
@pytest.mark.parametrize("path", ["/notices", "/notices/new"])
def test_it_is_for_administrators(client, world, sign_in, role, path):
    sign_in(world.user(role))
    assert client.get(path).status_code == 403


class TestList:
    def test_empty_it_says_what_would_be_here(self, as_farida, shown):
        assert "No notice has been written yet" in shown("/notices")

    def test_newest_first_with_how_far_they_are(self, as_farida, shown, counted, write):
        counted(title="First one")
        write(title="Second one")
        words = shown("/notices")
        assert words.index("Second one") < words.index("First one")
        assert "Being counted" in words
        assert "Waits for its release" in words

    def test_page_by_page(self, as_farida, client, write):
        for number in range(51):
            write(title=f"Notice no. {number}")
        first = client.get("/notices").text
        assert "Notice no. 0<" not in first
        (rest,) = re.findall(r"/notices\?before=\d+", first)
        assert "Notice no. 0<" in client.get(rest).text

    def test_an_administrator_of_an_area_sees_those_to_it(
        self, client, sign_in, world, books, write, shown
    ):
        world.area("302602")
        plain = {"bn": "ক", "bn-Latn": "k", "en": "k"}
        write(texts=plain, area_code="302602", title="Theirs")
        hidden = write(texts=plain, area_code=None, born_from=1950, title="Of everybody")
        sign_in(world.user(Role.ADMINISTRATOR, area_code="3026"))
        words = shown("/notices")
        assert "Theirs" in words
        assert "Of everybody" not in words
        assert client.get(f"/notices/{hidden.id}").status_code == 404


class TestWrite:
    def test_it_is_counted_next(self, as_farida, client, session, farida):
        answer = client.post("/notices", data=GIVEN)
        assert answer.status_code == 303
        (notice,) = service.latest_notices(session, farida)
        assert answer.headers["location"] == f"/notices/{notice.id}"
        assert notice.status is NoticeStatus.COUNTING
        assert (str(notice.period_from), str(notice.period_to)) == ("2026-07-01", "2026-09-30")

    def test_ages_are_years_of_birth(self, as_farida, client, session, farida):
        texts = dict.fromkeys(("text_bn", "text_bn_latn", "text_en"), "news")
        facts = {"title": "News", "age_from": "৬২", "age_to": "70", "sex": "female"}
        client.post("/notices", data=TOKEN | texts | facts)
        (notice,) = service.latest_notices(session, farida)
        assert (notice.born_from, notice.born_to) == (1956, 1964)

    def test_the_form_sent_twice_is_one_notice(self, as_farida, client, session, farida):
        form = GIVEN | {"form_id": str(uuid4())}
        for _ in range(2):
            assert client.post("/notices", data=form).status_code == 303
        assert len(service.latest_notices(session, farida)) == 1

    @pytest.mark.parametrize(
        ("changed", "words"),
        [
            ({"text_bn_latn": ""}, "Write it in this language too"),
            ({"text_en": "{name}"}, "a gap that nothing fills"),
            ({"text_en": "{amount"}, "A brace is open"),
            ({"text_en": "no gap"}, "the same gaps"),
            ({"payment_status": "", "period_from": "", "period_to": ""}, "chosen by its payments"),
            ({"text_bn": "{programme} {amount} " + "ক" * 200}, "it takes more than three SMS"),
            ({"title": ""}, "Give it a name"),
            ({"period_to": "2026-06"}, "ends before it begins"),
            ({"period_to": "soon"}, "Write year and month"),
            ({"period_from": ""}, "Write year and month"),
            ({"payment_status": ""}, "Choose a state of payment"),
            ({"programme": ""}, "Choose the programme"),
            ({"programme": "none"}, "no such programme"),
            ({"area": "99"}, "no such area"),
            ({"age_from": "old"}, "an age in years"),
            ({"age_from": "70", "age_to": "60"}, "older age comes second"),
            ({"sex": "none"}, "one of the list"),
            ({"last_day": "31.12."}, "year, month and day"),
            ({"last_day": "2020-01-01"}, "This day is past"),
        ],
        ids=lambda value: value if isinstance(value, str) else "",
    )
    def test_what_is_wrong_is_said_beside_it(
        self, as_farida, client, session, farida, changed, words
    ):
        answer = client.post("/notices", data=GIVEN | changed)
        assert answer.status_code == 422
        assert words in answer.text
        assert 'aria-invalid="true"' in answer.text
        assert not service.latest_notices(session, farida)

    def test_a_kept_template_gives_its_words_and_leaves_the_audience(self, as_farida, client):
        answer = client.post(
            "/notices/drafts", data=TOKEN | {"template": "payment_sent", "programme": "wda"}
        )
        assert "Tell nobody your PIN" in answer.text
        assert '<option value="wda" selected>' in answer.text

    def test_one_like_another_has_its_words(self, as_farida, client, write):
        notice = write()
        assert "{amount} was sent" in client.get(f"/notices/new?like={notice.id}").text


class TestPreview:
    def test_as_a_phone_shows_it_with_octets_and_segments(self, as_farida, client):
        answer = client.post("/notices/previews", data=GIVEN | {"language": "bn"})
        assert "বয়স্ক ভাতা: ১,৮০০ টাকা" in answer.text
        assert "octets · 1 SMS · ৳0.45" in answer.text

    @pytest.mark.parametrize(
        ("language", "words"),
        [
            (Language.ENGLISH, "it takes more than three SMS. Shorten it."),
            (Language.BANGLA, "এটি তিনটি এসএমএসের বেশি হয়। ছোট করুন।"),
        ],
    )
    def test_what_is_too_long_is_said_while_it_is_written(self, as_farida, client, language, words):
        as_farida.language = language
        form = GIVEN | {"text_bn": "ক" * 202, "language": "bn"}
        assert words in client.post("/notices/previews", data=form).text
        form["text_bn"] = "ক" * 201
        assert words not in client.post("/notices/previews", data=form).text

    def test_gaps_that_nothing_fills_yet_stay_open(self, as_farida, client):
        form = TOKEN | {"text_en": "{programme} by {date}", "language": "en"}
        assert "{programme} by {date}" in client.post("/notices/previews", data=form).text

    def test_one_that_nothing_ever_fills_is_said(self, as_farida, client):
        form = TOKEN | {"text_en": "{name}", "language": "en"}
        assert "a gap that nothing fills" in client.post("/notices/previews", data=form).text


class TestShow:
    def test_whom_it_reaches_and_what_it_costs(self, as_farida, paid, counted, shown):
        for phone in (ONE, ONE, TWO, None):
            paid(phone)
        words = shown(f"/notices/{counted().id}")
        assert "Phones 2 of these shared by several people 1" in words
        assert "Left out: no phone 1" in words
        assert "Left out: on a phone counted already 1" in words
        assert "SMS in all 2 What it costs by the tariff ৳0.90" in words
        assert "about 1 min, until 23 November 2026, 12:00" in words

    def test_its_author_cannot_release_it(self, as_farida, counted, client, shown, post):
        notice = counted()
        words = shown(f"/notices/{notice.id}")
        assert "Another administrator reads it and releases it" in words
        assert f"/notices/{notice.id}/releases" not in client.get(f"/notices/{notice.id}").text
        answer = post(f"/notices/{notice.id}/releases")
        assert answer.status_code == 403
        assert "Somebody else releases what you wrote" in answer.text

    def test_what_reaches_nobody_is_not_released(self, sign_in, kamal, books, counted, client):
        notice = counted()
        sign_in(kamal)
        answer = client.get(f"/notices/{notice.id}")
        assert "Nobody with a phone fits" in answer.text
        assert f"/notices/{notice.id}/releases" not in answer.text

    def test_another_one_can_and_pauses_continues_and_stops_it(
        self, sign_in, kamal, books, counted, fresh, post, paid
    ):
        paid(ONE)
        notice = counted()
        sign_in(kamal)
        for act, status in (
            ("releases", NoticeStatus.SENDING),
            ("pauses", NoticeStatus.PAUSED),
            ("continuations", NoticeStatus.SENDING),
            ("stops", NoticeStatus.STOPPED),
        ):
            assert post(f"/notices/{notice.id}/{act}").status_code == 303
            assert fresh(notice).status is status
        answer = post(f"/notices/{notice.id}/continuations")
        assert answer.status_code == 409
        assert "Meanwhile it is further, or was stopped" in answer.text

    def test_the_report_says_how_far_and_why_not(
        self, as_farida, released, run, step, paid, recipients, session, books, fake, shown
    ):
        for number in range(4):
            paid(f"+88017123456{number:02d}")
        fake.next_answers = [None] * 6 + [(409, "ContactOptedOut")]
        notice = run(released())
        held = [each for each in recipients(notice) if not each.failure_reason]
        service.record_delivery(session, held[0].message_id, DeliveryStatus.DELIVERED, None)
        service.record_delivery(session, held[1].message_id, DeliveryStatus.SENT, None)
        spent = {"month": "2026-11-01", "channel": "simulator", "messages": 2, "segments": 2}
        books += [
            spent | {"cost_tag": notice.cost_tag, "cost_paisa": 90},
            spent | {"cost_tag": "case_reply", "cost_paisa": 4500},
        ]
        words = shown(f"/notices/{notice.id}")
        assert "With the gateway, for their hour or turn 1 Sent 1 Delivered 1" in words
        assert "Not sent or not delivered 1 Why not" in words
        assert "What it has cost ৳0.90" in words
        assert "this person wants no messages 1" in words

    def test_news_on_the_way_ask_nothing_of_the_gateway(self, as_farida, app, client, released):
        notice = released()
        asked = []
        silent = httpx.MockTransport(lambda request: asked.append(request) or httpx.Response(503))
        app.state.gateway = make_gateway("http://gateway", "token", silent)
        answer = client.get(f"/notices/{notice.id}/news?status=sending")
        assert "Delivered" in answer.text
        assert 'hx-trigger="every 30s"' in answer.text
        assert not asked

    def test_an_outdated_one_is_written_anew(
        self, session, sign_in, kamal, books, counted, paid, client, shown
    ):
        paid(ONE)
        notice = counted()
        notice.counted_at -= timedelta(days=3650)
        session.flush()
        sign_in(kamal)
        assert "Write one like it" in shown(f"/notices/{notice.id}")
        assert f"/notices/{notice.id}/releases" not in client.get(f"/notices/{notice.id}").text

    def test_without_the_gateway_its_cost_is_not_known(self, as_farida, app, released, run, shown):
        notice = run(released())
        down = httpx.MockTransport(lambda request: httpx.Response(503))
        app.state.gateway = make_gateway("http://gateway", "token", down)
        assert "The gateway does not tell it now" in shown(f"/notices/{notice.id}")

    def test_news_of_the_same_state_are_its_figures(self, as_farida, client, write):
        notice = write()
        answer = client.get(f"/notices/{notice.id}/news?status=counting")
        assert "Being counted: 0 people" in answer.text
        assert "<html" not in answer.text

    def test_another_state_opens_the_page_anew(self, as_farida, client, counted):
        notice = counted()
        answer = client.get(f"/notices/{notice.id}/news?status=counting")
        assert answer.headers["hx-redirect"] == f"/notices/{notice.id}"
