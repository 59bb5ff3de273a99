import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ussd_gateway.messages import Answer, Button, Language
from ussd_gateway.ussd.screens import (
    Document,
    fits,
    measure_screen,
    option_number,
    pages,
    turn_to,
    write,
)
from ussd_gateway.ussd.words import ussd_words

BANGLA = ussd_words(Language.BANGLA)
ENGLISH = ussd_words(Language.ENGLISH)
WORDS = "আমার ভাতার টাকা আসে নাই। ক্ষমতা র‍্যাব নিশ্চয় taka {অ}[1] € 😀 👨‍👩‍👧 🇧🇩 é ৳৫০০"
WORD = st.text(alphabet=WORDS.replace(" ", ""), min_size=1, max_size=30)
TEXT = st.lists(WORD | st.sampled_from(WORDS.split()), max_size=25).map(" ".join)
LANGUAGES = st.sampled_from(list(Language))


@st.composite
def documents(draw: st.DrawFn) -> Document:
    titles = draw(st.lists(TEXT.filter(str.strip), max_size=10))
    answers = [
        Answer(draw(TEXT), [Button(title, "/x") for title in titles]),
        Answer(draw(TEXT), [Button("end", "/end")]),
    ]
    return write(
        answers,
        draw(LANGUAGES),
        can_script=draw(st.booleans()),
        is_home=draw(st.booleans()),
        ends=draw(st.booleans()),
    )


@given(documents(), LANGUAGES)
def test_pages_join_to_the_text(document: Document, language: Language) -> None:
    shown = list(pages(document, ussd_words(language)))
    assert "".join(document.text[page.start : page.end] for page in shown) == document.text
    for page in shown:
        assert page.screen.startswith(document.text[page.start : page.end].strip())


@given(documents(), LANGUAGES)
def test_no_screen_is_too_long_or_empty(document: Document, language: Language) -> None:
    for page in pages(document, ussd_words(language)):
        size = measure_screen(page.screen)
        assert size.units <= size.room
        assert size.octets <= 160
        assert page.screen or not document.text


@given(documents())
def test_nothing_is_cut_inside_a_letter_or_a_conjunct(document: Document) -> None:
    for page in list(pages(document, BANGLA))[:-1]:
        before, after = document.text[page.end - 1], document.text[page.end]
        if before == "\n":
            continue
        assert not unicodedata.category(after).startswith("M")
        assert after != "\u200d"
        assert before != "\u200d"
        assert not (before == "\u09cd" and after.isalpha())


@given(documents())
def test_an_option_stays_with_its_number_and_whole_if_it_can(document: Document) -> None:
    cuts = [page.end for page in list(pages(document, BANGLA))[:-1]]
    for (start, end), number in zip(document.options, document.numbers, strict=True):
        option = document.text[start:end]
        inside = [cut for cut in cuts if start < cut < end]
        assert all(cut > start + len(f"{number}. ") for cut in inside)
        hangs_on = unicodedata.category(document.text[end + 1 : end + 2] or " ").startswith("M")
        if not hangs_on and fits(f"{option}\n{BANGLA.more} {BANGLA.back} {BANGLA.home}"):
            assert inside == []


@given(documents(), st.integers(0))
def test_a_notice_stands_above_any_page(document: Document, at: int) -> None:
    known = list(pages(document, ENGLISH))
    page = turn_to(document, known[at % len(known)].start, ENGLISH, "There is no 7 here.")
    assert page.screen.startswith("There is no 7 here.")
    assert fits(page.screen)


@given(TEXT)
def test_a_channel_without_bangla_shows_the_gsm_alphabet_alone(text: str) -> None:
    document = write([Answer(text)], Language.BANGLA, can_script=False)
    assert measure_screen(document.text).encoding == "GSM-7"


def test_a_long_text_has_more_and_a_way_back() -> None:
    document = write([Answer("word " * 80)], Language.ENGLISH, can_script=False)
    first, second, third = pages(document, ENGLISH)
    assert first.screen.endswith("word\n9 more 0 back 00 home")
    assert second.screen.endswith("word\n9 more 0 back 00 home")
    assert third.screen.endswith("word\n0 back 00 home")


def test_a_page_ends_with_a_sentence_that_fills_enough_of_it() -> None:
    text = f"{'word ' * 16}word. {'other ' * 17}other."
    first, second = pages(write([Answer(text)], Language.ENGLISH, can_script=False), ENGLISH)
    assert first.screen.endswith("word word.\n9 more 0 back 00 home")
    assert second.screen.startswith("other")


@pytest.mark.parametrize("negation", ["না", "নয়", "na", "not"])
def test_no_page_ends_before_a_word_that_turns_it_round(negation: str) -> None:
    for length in range(60):
        text = f"{'x' * length} চাই {negation} চাই {negation} চাই {negation}" + " চাই" * 20
        document = write([Answer(text)], Language.BANGLA, can_script=True)
        for page in pages(document, BANGLA):
            assert not document.text[page.end :].startswith(f"{negation} ")


def test_a_page_is_cut_between_words_where_its_sentence_is_short() -> None:
    text = f"Yes. {'word ' * 45}"
    first, _ = pages(write([Answer(text)], Language.ENGLISH, can_script=False), ENGLISH)
    assert first.screen.endswith("word word\n9 more 0 back 00 home")


def test_home_has_no_way_back_and_an_end_no_way_at_all() -> None:
    home = write([Answer("Hello")], Language.ENGLISH, can_script=False, is_home=True)
    assert [page.screen for page in pages(home, ENGLISH)] == ["Hello"]
    end = write([Answer("Bye", [Button("x", "/x")])], Language.ENGLISH, can_script=False, ends=True)
    assert [page.screen for page in pages(end, ENGLISH)] == ["Bye"]


def test_options_are_numbered_around_the_nine() -> None:
    buttons = [Button(f"o{i}", f"/{i}") for i in range(11)]
    document = write([Answer("Which?", buttons)], Language.ENGLISH, can_script=False)
    assert document.text.split("\n")[8:11] == ["8. o7", "10. o8", "11. o9"]
    assert list(document.numbers) == [*"12345678", "10", "11", "12"]


def test_a_number_on_the_screen_means_its_option() -> None:
    buttons = [Button(f"o{i}", f"/{i}") for i in range(11)]
    document = write([Answer("Which?", buttons)], Language.ENGLISH, can_script=False)
    assert [document.meant_by(option_number(i)) for i in range(11)] == [f"/{i}" for i in range(11)]
    assert document.meant_by("9") is None


def test_so_do_its_own_words() -> None:
    buttons = [Button("বদলান", "/change"), Button("নালিশ করব না", "/no")]
    document = write([Answer("ঠিক আছে?", buttons)], Language.BANGLA, can_script=True)
    assert document.named("নালিশ করব না") == "/no"
    assert document.named("১. বদলান।") == "/change"
    assert document.named("নালিশ") is None
    assert Document("").named("") is None


def test_so_do_words_that_no_other_option_has() -> None:
    buttons = [Button("Amar nijer bhata", "/own"), Button("boyosko bhata", "/oaa")]
    document = write([Answer("Kon bhata?", buttons)], Language.BANGLISH, can_script=False)
    assert document.named("boyosko") == "/oaa"
    assert document.named("bhata") is None


def test_bangla_numbers_are_bangla_where_the_letters_are() -> None:
    answers = [Answer("কোনটি?", [Button("জুলাই", "/a")])]
    assert write(answers, Language.BANGLA, can_script=True).text == "কোনটি?\n১. জুলাই"
    latin = [Answer("Konti? ৳৫ é ā ১", [Button("July", "/a")])]
    assert write(latin, Language.BANGLA, can_script=False).text == "Konti? Tk5 é a 1\n1. July"


def test_letters_with_a_dot_take_one_place_of_a_bangla_screen() -> None:
    document = write([Answer("হয\u09bc")], Language.BANGLA, can_script=True)
    assert measure_screen(document.text).units == 2


def test_a_notice_as_long_as_a_screen_is_refused() -> None:
    document = write([Answer("word " * 80)], Language.ENGLISH, can_script=False)
    with pytest.raises(ValueError, match="no room"):
        turn_to(document, 0, ENGLISH, "x" * 170)


@pytest.mark.parametrize(
    ("text", "encoding", "octets", "units"),
    [
        ("a" * 182, "GSM-7", 160, 182),
        ("[" * 91, "GSM-7", 160, 182),
        ("ক" * 80, "UCS-2", 160, 80),
        ("😀" * 40, "UCS-2", 160, 80),
        ("abc", "GSM-7", 3, 3),
    ],
)
def test_a_screen_is_measured_as_it_travels(
    text: str, encoding: str, octets: int, units: int
) -> None:
    size = measure_screen(text)
    assert (size.encoding, size.octets, size.units) == (encoding, octets, units)
    assert fits(text)
    assert not fits(text + "ক" * (size.room - units + 1))
