import pytest

from citizen_text.sms import measure, split


class TestMeasure:
    @pytest.mark.parametrize(
        ("text", "encoding", "units", "segments"),
        [
            ("", "GSM-7", 0, 1),
            ("a" * 160, "GSM-7", 160, 1),
            ("a" * 161, "GSM-7", 161, 2),
            ("a" * 306, "GSM-7", 306, 2),
            ("a" * 307, "GSM-7", 307, 3),
            ("€" * 80, "GSM-7", 160, 1),
            ("€" * 81, "GSM-7", 162, 2),
            ("ভ" * 70, "UCS-2", 70, 1),
            ("ভ" * 71, "UCS-2", 71, 2),
            ("ভ" * 134, "UCS-2", 134, 2),
            ("ভ" * 135, "UCS-2", 135, 3),
            ("😀" * 35, "UCS-2", 70, 1),
            ("😀" * 36, "UCS-2", 72, 2),
            ("a" * 70 + "৳", "UCS-2", 71, 2),
        ],
    )
    def test_counts_as_the_networks_do(self, text, encoding, units, segments):
        size = measure(text)
        assert (size.encoding, size.units, size.segments) == (encoding, units, segments)

    def test_an_escape_sequence_is_not_torn_over_two_parts(self):
        assert measure("a" * 152 + "€" + "a" * 152).segments == 3

    @pytest.mark.parametrize(("text", "room"), [("a", 160), ("a" * 161, 306), ("ভ" * 71, 134)])
    def test_says_how_much_fits_into_as_many_parts(self, text, room):
        assert measure(text).room == room


class TestSplit:
    @pytest.mark.parametrize("text", ["", "short", "a" * 400, "ভাতা" * 60, "😀" * 100, "a€" * 150])
    def test_nothing_is_lost(self, text):
        assert "".join(split(text)) == text

    def test_a_surrogate_pair_stays_together(self):
        assert [len(part) for part in split("😀" * 40)] == [33, 7]
