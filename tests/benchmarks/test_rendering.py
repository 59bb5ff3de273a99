import pytest

from benchmarks.rendering import SAMPLES, segments_of
from citizen_text.alphabets import BENGALI, GSM, UCS2


@pytest.mark.parametrize(
    ("kind", "alphabet", "segments"),
    [
        ("English, one segment", GSM, 1),
        ("English, two segments", GSM, 2),
        ("Banglish, signs made plain", GSM, 2),
        ("Bangla, one segment", UCS2, 1),
        ("Bangla, three segments", UCS2, 3),
        ("Bangla, with options", UCS2, 3),
        ("Bangla, national tables", BENGALI[2], 2),
        ("Bangla with an emoji", UCS2, 3),
    ],
)
def test_every_sample_is_what_it_is_called(kind, alphabet, segments):
    parts = segments_of(SAMPLES[kind])
    assert {part.alphabet for part in parts} == {alphabet}
    assert len(parts) == segments


def test_every_sample_is_checked():
    assert len(SAMPLES) == 8
