import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citizen_text.masking import MASK, mask, mask_text

LONG_NUMBER = re.compile(r"[0-9০-৯](?:[ -]?[0-9০-৯]){8,}")
NUMBERS = [
    "01712345678",
    "+8801712345678",
    "8801712345678",
    "০১৭১২৩৪৫৬৭৮",
    "01712-345678",
    "+880 1712 345 678",
    "1234567890",
    "19712345678901234",
    "1971 2345 67890",
    "tel8801712345678",
    "(017) 12345678",
]
IDS = [
    "0197f3aa-4444-7c00-8000-00000000000d",
    "00000000-0000-0000-0000-000000000000",
    "0af7651916cd43dd8448eb211c80319c",
    "SM12345678901234567890123456789012",
    "2026-11-29T08:15:00.123456",
    "2026-11-29 08:15:00",
    "2026-11-29",
    "127.0.0.1:50123",
    "attempt 3 of 8 in 12.5 seconds",
]

phones = st.builds(
    "{}1{}".format,
    st.sampled_from(["0", "880", "+880"]),
    st.from_regex(r"[3-9][0-9]{8}", fullmatch=True),
)
nids = st.from_regex(r"[0-9]{10}|[0-9]{13}|[0-9]{17}", fullmatch=True)
written = st.one_of(phones, nids).flatmap(
    lambda number: st.sampled_from(
        [
            number,
            f"{number[:5]}-{number[5:]}",
            f"{number[:3]} {number[3:7]} {number[7:]}",
            number.translate(str.maketrans("0123456789", "০১২৩৪৫৬৭৮৯")),
        ]
    )
)
sentences = st.builds("{}{}{}".format, st.text(max_size=5), written, st.text(max_size=5))
leaves = st.one_of(
    sentences,
    sentences.map(str.encode),
    nids.map(int),
    nids.map(float),
    sentences.map(ValueError),
    st.none(),
    st.booleans(),
)
nested = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.tuples(inner),
        st.dictionaries(sentences, inner, max_size=3),
    ),
    max_leaves=8,
)


def texts_in(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for name, each in value.items():
            yield from (name, *texts_in(each))
    elif isinstance(value, list):
        for each in value:
            yield from texts_in(each)
    else:
        yield str(value)


class TestText:
    @pytest.mark.parametrize("number", NUMBERS)
    def test_numbers_of_people_are_masked(self, number: str) -> None:
        masked = mask_text(f"to {number}, at once")
        assert MASK in masked
        assert not LONG_NUMBER.search(masked)

    @pytest.mark.parametrize("words", IDS)
    def test_ids_moments_and_counts_stay(self, words: str) -> None:
        assert mask_text(words) == words

    def test_beside_an_id_a_number_is_masked_all_the_same(self) -> None:
        assert mask_text(f"{IDS[0]} 01712345678 on 2026-11-29") == f"{IDS[0]} {MASK} on 2026-11-29"


class TestMask:
    @given(nested)
    def test_no_number_passes_however_deep_it_lies(self, value: Any) -> None:
        assert [text for text in texts_in(mask(value)) if LONG_NUMBER.search(text)] == []

    def test_what_is_nobodys_keeps_its_shape(self) -> None:
        line = {"event": "x", "details": ["results.1: from is missing", 2, None, True, 0.25, {}]}
        assert mask(line) == line

    def test_hidden_names_are_hidden_everywhere(self) -> None:
        line = {"text": "amar taka", "details": [{"text": "amar taka", "count": 2}]}
        assert mask(line, {"text"}) == {"text": MASK, "details": [{"text": MASK, "count": 2}]}

    def test_of_anything_else_its_words_are_masked(self) -> None:
        assert mask(ValueError("01712345678 said")) == f"ValueError('{MASK} said')"
        assert mask(UUID(int=13)) == f"UUID('{UUID(int=13)}')"
