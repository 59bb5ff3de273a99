import base64
from datetime import time

import pytest

from case_manager.kit.office_hours import OfficeHours
from case_manager.kit.restraint import NO_RESTRAINT, Restraint
from case_manager.settings import Settings, load_settings, sealing_keys

GOOD = "x7" * 20
SEALING = "1:" + base64.b64encode(bytes(range(32))).decode()
ENVIRONMENT = {
    "DATABASE_URL": "postgresql://nowhere/nothing",
    "NALISH_GATEWAY_TOKEN": GOOD,
    "NALISH_CASE_MANAGER_TOKEN": GOOD,
    "NALISH_GRANT_KEY": GOOD,
    "NALISH_CASE_MANAGER_SEALING_KEYS": SEALING,
    "NALISH_CASE_MANAGER_INDEX_KEY": GOOD,
    "NALISH_REFERENCE_KEY": GOOD,
    "NALISH_LINK_KEY": GOOD,
}


@pytest.fixture
def environment(monkeypatch):
    monkeypatch.delenv("NALISH_MODE", raising=False)
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


class TestLoadSettings:
    def test_production_is_the_default(self, environment):
        assert load_settings().mode == "production"

    def test_what_is_missing_is_named(self, environment):
        environment.delenv("NALISH_GRANT_KEY")
        with pytest.raises(SystemExit, match="NALISH_GRANT_KEY: field required"):
            load_settings()

    @pytest.mark.parametrize("name", ["NALISH_GRANT_KEY", "DATABASE_URL"])
    def test_what_is_empty_is_missing(self, environment, name):
        environment.setenv(name, "")
        with pytest.raises(SystemExit, match=f"{name}: field required"):
            load_settings()

    def test_an_empty_choice_is_the_default(self, environment):
        environment.setenv("NALISH_SECURE_COOKIES", "")
        environment.setenv("NALISH_MODE", "")
        settings = load_settings()
        assert (settings.mode, settings.secure_cookies) == ("production", True)

    @pytest.mark.parametrize(
        "secret", ["short", "Change-Me-" + GOOD, "changeme" + GOOD, "Demo" + GOOD]
    )
    def test_production_refuses_weak_secrets_without_showing_them(self, environment, secret):
        environment.setenv("NALISH_GATEWAY_TOKEN", secret)
        with pytest.raises(SystemExit, match="NALISH_GATEWAY_TOKEN must be") as refusal:
            load_settings()
        assert secret not in str(refusal.value)

    def test_mail_needs_a_sender(self, environment):
        environment.setenv("NALISH_SMTP_HOST", "mail.example.org")
        with pytest.raises(SystemExit, match="NALISH_MAIL_FROM must be"):
            load_settings()

    def test_a_demo_may_be_careless(self, environment):
        environment.setenv("NALISH_MODE", "demo")
        environment.setenv("NALISH_GATEWAY_TOKEN", "short")
        assert load_settings().mode == "demo"

    def test_secrets_do_not_show_in_prints(self, environment):
        assert GOOD not in repr(Settings())


class TestSealingKeys:
    def test_the_last_one_seals(self, environment):
        environment.setenv("NALISH_CASE_MANAGER_SEALING_KEYS", f"{SEALING},7:{SEALING[2:]}")
        sealer = load_settings().keys.sealer
        assert (sealer.current, set(sealer.keys)) == (7, {1, 7})

    @pytest.mark.parametrize("text", ["", "1", "1:short", "x:" + SEALING[2:], "300:" + SEALING[2:]])
    def test_malformed_keys_are_refused(self, text):
        with pytest.raises(ValueError, match="sealing key"):
            sealing_keys(text)


class TestOfficeHours:
    def test_are_nine_to_five_unless_somebody_says_otherwise(self, environment):
        assert load_settings().hours == OfficeHours(time(9), time(17))

    def test_are_read_as_they_are_written(self, environment):
        environment.setenv("NALISH_OFFICE_HOURS", "10:00-16:30")
        assert load_settings().hours == OfficeHours(time(10), time(16, 30))

    @pytest.mark.parametrize("hours", ["10-16", "10:00", "17:00-09:00", "09:00-09:00"])
    def test_that_are_none_are_refused(self, environment, hours):
        environment.setenv("NALISH_OFFICE_HOURS", hours)
        with pytest.raises(SystemExit, match="NALISH_OFFICE_HOURS"):
            load_settings()


class TestRestraint:
    def test_is_none_unless_somebody_says_so(self, environment):
        assert load_settings().restraint == NO_RESTRAINT

    def test_is_told_as_the_gateway_takes_it(self, environment):
        environment.setenv("NALISH_QUIET_HOURS", "21:00-08:00")
        environment.setenv("NALISH_NOTICES_A_DAY", "3")
        assert load_settings().restraint == Restraint({"from": "21:00", "to": "08:00"}, 3)

    @pytest.mark.parametrize("hours", ["21-8", "21:00", "24:00-08:00", "21:00-08:60"])
    def test_hours_that_are_none_are_refused(self, environment, hours):
        environment.setenv("NALISH_QUIET_HOURS", hours)
        with pytest.raises(SystemExit, match="NALISH_QUIET_HOURS"):
            load_settings()
