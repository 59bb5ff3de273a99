import hashlib
import unicodedata
from datetime import date, timedelta
from string import Formatter

import pytest

from case_manager.cases import reading
from case_manager.cases.categories import categories
from case_manager.cases.reply_templates import PLACEHOLDERS, find_templates, reply_templates
from case_manager.models import SignInSession
from case_manager.vocabulary import Language, Role
from citizen_text import dates, sms
from citizen_text.references import in_groups
from tests.case_manager.conftest import NOW

PHONE = "+8801712345678"
SENSITIVE = next(one.id for one in categories().values() if one.is_sensitive)


@pytest.fixture
def supervisor(world):
    return world.user(Role.SUPERVISOR)


@pytest.fixture
def find(session, world, keys, supervisor):
    def find(prefix="", category="payment_not_received", now=NOW, **chosen):
        case = world.case(category=category)
        seen = reading.find_case(session, case.reference, supervisor)
        shown_in = chosen.pop("shown_in", Language.ENGLISH)
        return case, find_templates(prefix, seen, shown_in=shown_in, keys=keys, now=now, **chosen)

    return find


class TestCatalogue:
    @pytest.mark.parametrize("template", reply_templates(), ids=lambda one: one.shortcut)
    def test_every_language_says_the_same(self, template):
        named = [
            {field for _, field, _, _ in Formatter().parse(template.texts[language]) if field}
            for language in Language
        ]
        assert named[0] == named[1] == named[2]
        assert named[0] <= PLACEHOLDERS

    @pytest.mark.parametrize("template", reply_templates(), ids=lambda one: one.shortcut)
    def test_each_fits_two_parts_of_an_sms(self, template):
        for language in Language:
            name = "রহিমা বেগম" if language is Language.BANGLA else "Rahima Khatun"
            text = template.texts[language].format(
                reference=in_groups("1234567890", language),
                name=name,
                due_date=dates.in_words(date(2026, 9, 30), language),
                matter="Apnar bishoy",
            )
            assert unicodedata.is_normalized("NFC", text)
            assert sms.measure(text).segments <= 2, (language, text)


class TestFind:
    def test_all_of_them_in_the_citizens_language(self, find):
        case, found = find()
        assert len(found) == len(reply_templates())
        assert all("{" not in one.text for one in found)
        assert (
            f"nalish {in_groups(case.reference, case.language)}".casefold()
            in found[0].text.casefold()
        )

    @pytest.mark.parametrize("prefix", ["del", " DELAY ", "takes", "দেরি"])
    def test_by_the_beginning_of_shortcut_or_title(self, find, prefix):
        _, found = find(prefix)
        assert [one.shortcut for one in found] == ["delay"]

    def test_in_another_language_if_asked(self, find):
        _, [found] = find("thanks", language=Language.BANGLA, shown_in=Language.BANGLA)
        assert found.title == "ধন্যবাদ"
        assert "ধন্যবাদ" in found.text

    def test_no_beginning_fits(self, find):
        assert find("zzz")[1] == []

    def test_the_citizen_is_named_in_the_script_of_the_text(self, world, find):
        world.person(PHONE)
        assert find("thanks")[1][0].text.startswith("Rahima Begum,")
        assert find("thanks", language=Language.BANGLA)[1][0].text.startswith("রহিমা বেগম,")

    def test_nobody_is_named_in_a_restricted_case(self, world, find):
        world.person(PHONE)
        assert find("thanks", category=SENSITIVE)[1][0].text.startswith("Jonab,")

    def test_of_a_restricted_case_nothing_tells_what_it_is_about(self, find):
        case, found = find(category=SENSITIVE)
        assert {one.shortcut for one in found} == {"received", "call", "sent", "delay", "thanks"}
        assert all(
            f"Apnar bishoy {in_groups(case.reference, case.language)}" in one.text for one in found
        )
        assert all("alish" not in one.text for one in found)

    def test_a_text_begins_with_a_capital_letter(self, find):
        _, found = find(language=Language.ENGLISH)
        assert all(one.text[0].isupper() for one in found)

    @pytest.mark.parametrize("language", Language)
    def test_a_day_that_is_over_is_not_promised(self, find, language):
        late = NOW + timedelta(days=400)
        _, [found] = find("received", now=late, language=language)
        assert dates.in_words(late.date(), language) in found.text


class TestPage:
    @pytest.fixture
    def signed_in(self, client, session, supervisor):
        client.cookies.set("nalish_session", "a-token")
        session.add(
            SignInSession(
                token_hash=hashlib.sha256(b"a-token").digest(),
                user_id=supervisor.id,
                csrf_token="x",
                created_at=NOW,
                last_seen_at=NOW,
            )
        )
        session.flush()

    def test_the_composer_gets_them_filled(self, client, world, signed_in):
        case = world.case()
        answer = client.get(f"/cases/{case.reference}/templates?prefix=del&language=en")
        [template] = answer.json()["templates"]
        assert (template["shortcut"], template["title"]) == ("delay", "It takes longer")
        assert in_groups(case.reference, case.language) in template["text"]

    @pytest.mark.parametrize("query", ["language=fr", "prefix=" + "x" * 41])
    def test_odd_questions_are_refused(self, client, world, signed_in, query):
        assert client.get(f"/cases/{world.case().reference}/templates?{query}").status_code == 422

    def test_a_case_of_others_has_none(self, client, signed_in):
        assert client.get("/cases/00000000/templates").status_code == 404

    def test_strangers_get_none(self, client, world):
        case = world.case()
        answer = client.get(f"/cases/{case.reference}/templates")
        assert 'templates":' not in answer.text
        assert answer.status_code in (303, 401)
