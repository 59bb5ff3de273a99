import logging
import sys

from case_manager.logs import WithoutCitizens, mask_numbers, where


class TestMaskNumbers:
    def test_phones_and_nids_are_masked_in_every_script(self):
        line = {"event": "call 01712-345678 or ০১৭১২৩৪৫৬৭৮", "id": "48210934"}
        assert mask_numbers(None, "", line)["event"] == "call ••• or •••"

    def test_they_are_masked_in_lists_and_tables_too(self):
        line = {"event": "x", "rows": [{"phone": "01712-345678"}, 1234567890]}
        assert mask_numbers(None, "", line)["rows"] == [{"phone": "•••"}, "•••"]


class TestWhere:
    def test_it_names_kind_and_place_but_not_the_message(self):
        try:
            raise ValueError("amar phone 01712345678")
        except ValueError as error:
            said = where(error)
        assert said[0] == "ValueError"
        assert "01712345678" not in str(said)


class TestWithoutCitizens:
    def record(self, message, *args, exc_info=None):
        return logging.LogRecord("uvicorn", logging.INFO, "here", 1, message, args, exc_info)

    def said(self, record):
        WithoutCitizens().filter(record)
        return logging.Formatter().format(record)

    def test_an_error_keeps_its_place_and_loses_its_message(self):
        try:
            raise ValueError("amar phone 01712345678")
        except ValueError:
            said = self.said(self.record("Exception in the application", exc_info=sys.exc_info()))
        assert "ValueError" in said
        assert "test_logs.py" in said
        assert "01712345678" not in said

    def test_what_was_searched_for_is_left_out(self):
        record = self.record('%s - "%s %s" %d', "127.0.0.1", "GET", "/cases?q=Rahima", 200)
        assert self.said(record) == '127.0.0.1 - "GET /cases" 200'
