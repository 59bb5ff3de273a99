from datetime import UTC, datetime, timedelta

import pytest

from case_manager.accounts import rules
from case_manager.accounts.rules import SessionLimits
from case_manager.errors import Malformed

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
LIMITS = SessionLimits(idle=timedelta(hours=1), absolute=timedelta(hours=12))


class TestSessionLimits:
    def test_a_session_in_use_goes_on(self):
        assert not LIMITS.is_over(NOW - timedelta(hours=11), NOW - timedelta(minutes=59), NOW)

    def test_an_idle_session_is_over(self):
        assert LIMITS.is_over(NOW - timedelta(hours=2), NOW - timedelta(hours=1), NOW)

    def test_the_busiest_session_is_over_at_last(self):
        assert LIMITS.is_over(NOW - timedelta(hours=12), NOW, NOW)


class TestCheckEmail:
    def test_spaces_around_and_capitals_do_not_matter(self):
        assert rules.check_email(" Salma@Example.org ") == "salma@example.org"

    @pytest.mark.parametrize(
        "email", ["", "salma", "@example.org", "salma@org", "a b@example.org", "a@b@c.d", "<a>@b.c"]
    )
    def test_what_is_no_address_is_refused_with_a_sentence(self, email):
        with pytest.raises(Malformed, match="looks like"):
            rules.check_email(email)


class TestCheckPassword:
    @pytest.mark.parametrize("password", ["short", "x" * 257])
    def test_too_short_or_too_long_is_refused(self, password):
        with pytest.raises(Malformed, match="12 to 256"):
            rules.check_password(password)


class TestLocalPath:
    @pytest.mark.parametrize("path", ["/cases", "/cases?queue=mine", "/"])
    def test_a_path_of_this_site_is_followed(self, path):
        assert rules.local_path(path) == path

    @pytest.mark.parametrize(
        "path",
        ["https://example.org", "//example.org", "/\\example.org", "cases", "", None, "/a\r\nb"],
    )
    def test_anything_else_is_not(self, path):
        assert rules.local_path(path, "/cases") == "/cases"
