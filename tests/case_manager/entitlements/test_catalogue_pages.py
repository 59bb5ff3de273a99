import pytest

from case_manager.programmes import service as programmes_service
from case_manager.ui.texts import texts
from case_manager.vocabulary import Language, Role


@pytest.fixture
def administrator(sign_in, world):
    user = sign_in(world.user(Role.ADMINISTRATOR))
    user.language = Language.ENGLISH
    return user


@pytest.fixture
def shown(client, administrator):
    def get(path):
        answer = client.get(path)
        assert answer.status_code == 200
        return " ".join(answer.text.split())

    return get


@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.SUPERVISOR])
def test_it_is_for_administrators(client, world, sign_in, role):
    sign_in(world.user(role))
    assert client.get("/programmes").status_code == 403
    assert client.get("/programmes/oaa").status_code == 403
    assert 'href="/programmes"' not in client.get("/account").text


class TestProgrammes:
    def test_every_programme_stands_there(self, shown):
        text = shown("/programmes")
        for programme in programmes_service.programmes():
            assert f'href="/programmes/{programme}"' in text

    def test_what_it_brings_today_and_whether_that_is_sure(self, shown):
        text = shown("/programmes?find=OAA")
        assert "৳700 a month" in text
        assert "fiscal year 2026-27, may change" in text

    @pytest.mark.parametrize("words", ["boishko vata", "বুড়া ভাতা", "oaa", " Old Age "])
    def test_it_is_found_by_what_citizens_call_it(self, shown, words):
        text = shown(f"/programmes?find={words}")
        assert 'href="/programmes/oaa"' in text
        assert 'href="/programmes/vgf"' not in text

    def test_a_name_that_nothing_has(self, shown):
        assert "No programme is called this." in shown("/programmes?find=gold")

    def test_what_is_not_open_is_marked(self, shown):
        assert "Not open" in shown("/programmes?find=eid_cash")


class TestProgramme:
    def test_every_amount_has_its_dates_and_its_source(self, shown):
        text = shown("/programmes/oaa")
        assert "1 July 2026" in text
        assert "30 June 2026" in text
        assert "aged 90 or more" in text
        assert "Daily Star" in text
        assert "dated 2026-01-26" in text

    def test_what_no_document_confirms_says_so(self, shown):
        assert "not confirmed" in shown("/programmes/oaa")
        assert "not confirmed" not in shown("/programmes/vwb").split("How many get it")[0]

    def test_every_condition_has_its_source(self, shown):
        text = shown("/programmes/wda")
        assert "own income a year: less than 15,000 taka" in text
        assert "Cabinet approves widow allowance policy 2024" in text
        assert "married or not: widowed, divorced, left by the husband" in text

    def test_where_and_with_which_papers(self, shown):
        text = shown("/programmes/wda")
        assert "Upazila or Urban Social Services Office." in text
        assert "death certificate" in text
        assert "13 October 2025" in text

    def test_why_it_is_not_open(self, shown):
        assert "this is part of Mother and Child Benefit now" in shown("/programmes/maternity")

    @pytest.mark.parametrize("language", [Language.BANGLA, Language.ENGLISH])
    def test_all_of_them_in_both_languages(self, client, administrator, session, language):
        administrator.language = language
        session.commit()
        for programme in programmes_service.programmes():
            answer = client.get(f"/programmes/{programme}")
            assert answer.status_code == 200, programme

    @pytest.mark.parametrize("language", [Language.BANGLA, Language.ENGLISH])
    def test_every_group_has_a_name(self, language):
        for programme in programmes_service.programmes().values():
            for amount in programme.dated_amounts:
                if amount.applies_to:
                    assert texts(language).find(f"programmes.groups.{amount.applies_to}")

    def test_one_that_is_not_there(self, client, administrator):
        assert client.get("/programmes/gold").status_code == 404
