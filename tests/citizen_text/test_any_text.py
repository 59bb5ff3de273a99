"""What holds for every text, however strange."""

import random
from datetime import date

import pytest

from citizen_text.ages import find_ages
from citizen_text.amounts import find_amounts
from citizen_text.lookups import Lookup
from citizen_text.nids import find_nids
from citizen_text.normalisation import fold, normalise
from citizen_text.periods import find_periods
from citizen_text.phones import find_phones
from citizen_text.phonetic import phonetic_key
from citizen_text.references import find_references
from citizen_text.scripts import detect_language
from citizen_text.sms import in_cheapest_signs, measure

NAMES = Lookup({"oaa": ["boyosko bhata"], "nagad": ["nogod"]})
FINDERS = {
    "ages": find_ages,
    "amounts": find_amounts,
    "names": NAMES.find,
    "nids": find_nids,
    "periods": lambda text: find_periods(text, date(2026, 11, 23)),
    "phones": find_phones,
    "references": find_references,
}
PIECES = [
    *("ভাতার ", "টাকা", "3 mash ", "July", " theke ", "৫০০", "tk ", "boyos ", "০১৭১২", "345678", "-"),
    *(
        " ",
        ",",
        "হাজার",
        "sare ",
        "der ",
        "\u09af\u09bc",
        "\u200d",
        "😀",
        "İ",
        "/",
        "'s",
        "may ",
        "Magh",
    ),
    *(
        "48210934",
        " bochor",
        "last ",
        "kisti",
        "boyosko bhatar",
        "nogode",
        "\n",
        "1",
        "৯",
        "half a year",
        "so ",
        "5",
        "k ",
        " hundred ",
        "পঞ্চাশ ",
        "1500 ",
        "দিছে ",
    ),
]


def composed(seed):
    dice = random.Random(seed)
    return "".join(dice.choice(PIECES) for _ in range(dice.randint(0, 25)))


STRANGE = [
    *(
        "",
        " " * 2000,
        "1" * 6000,
        "1" * 6000 + " taka",
        "1," * 1000,
        "😀" * 1000,
        "ek hajar " * 200,
    ),
    *("'; DROP TABLE cases; --", "<script>", "\x00\x01", "中文 العربية", "\ud800", "- " * 1000),
    *map(composed, range(300)),
]


@pytest.mark.parametrize("finder", FINDERS)
def test_what_is_found_stands_in_the_text_and_never_overlaps(finder):
    for text in STRANGE:
        spans = FINDERS[finder](text)
        assert all(0 <= span.start < span.end <= len(text) for span in spans)
        assert not any(
            one.overlaps(other) for n, one in enumerate(spans) for other in spans[n + 1 :]
        )


def test_normal_forms_are_stable():
    for text in STRANGE:
        assert normalise(normalise(text)) == normalise(text)
        assert phonetic_key(normalise(text)) == phonetic_key(text)
        assert len(fold(text).offsets) == len(fold(text).text) + 1


def test_every_text_has_a_language_or_none_and_a_size():
    for text in STRANGE:
        assert detect_language(text) in {"bn", "bn-Latn", "en", None}
        assert in_cheapest_signs(text)[1].segments <= measure(text).segments
        assert measure(text).segments >= 1
