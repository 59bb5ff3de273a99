import pytest

from citizen_text.scripts import detect_language

MESSAGES = {
    "bn": [
        "আমি ৩ মাস ধরে টাকা পাই নাই",
        "হ্যাঁ",
        "আমার NID নম্বর 5501234567",
        "sms আসে নাই",
        "আঁর ভাতার টিয়া ন ফাই",
    ],
    "bn-Latn": [
        "amar boyosko bhatar taka 3 mash dhore pai nai",
        "ha",
        "vata ase nai july theke",
        "bkash e msg ashe nai",
        "complain er khobor ki",
        "tekha faisi na",
        "ekjon manush er shonge kotha bolte chai",
    ],
    "en": [
        "I have not received my allowance",
        "when will it come",
        "payment status",
        "widow allowance stopped",
        "my boyosko bhata is not coming since July",
        "quickly resolving questions",
    ],
    None: [
        "",
        "48210937",
        "১২৩",
        "ok",
        "thanks",
        "😀",
        "Rahima",
        "1952 4567",
        "nagad",
        "sms",
        "wrong number sorry",
    ],
}


class TestDetectLanguage:
    @pytest.mark.parametrize(
        ("language", "text"), [(lang, text) for lang, texts in MESSAGES.items() for text in texts]
    )
    def test_reads_the_language_or_says_nothing(self, language, text):
        assert detect_language(text) == language

    @pytest.mark.parametrize(
        ("language", "text"),
        [
            ("en", "agent took 200 taka"),
            ("bn-Latn", "taka koi"),
            ("bn-Latn", "case no 4821-0934 tule nen"),
        ],
    )
    def test_words_of_both_leave_it_to_the_others(self, language, text):
        assert detect_language(text) == language

    def test_one_bangla_word_in_an_english_sentence_does_not_change_it(self):
        assert detect_language("I have not received my ভাতা for three months now") == "en"

    def test_unknown_words_are_judged_by_their_shape(self):
        assert detect_language("dhekhtechi bhalobashi") == "bn-Latn"
        assert detect_language("disappointment") == "en"


class TestBehindEnglish:
    @pytest.mark.parametrize(
        "text",
        [
            "agent kept 60 taka",
            "dealer cut 100 taka",
            "shopkeeper charged 50 taka",
            "member demanded 500 tk",
            "500 taka",
        ],
    )
    def test_the_currency_is_no_banglish(self, text: str) -> None:
        assert detect_language(text, "en") in ("en", None)
        assert detect_language(text, "bn") == detect_language(text) == "bn-Latn"

    @pytest.mark.parametrize(
        "text",
        [
            *(
                "taka ase nai",
                "amar taka koi",
                "agent taka kete ney",
                "dokandar 50 taka kete rakhe",
            ),
            *("taka pathan", "sim haraise, taka atka", "member 500 taka nise", "taka pai na"),
        ],
    )
    def test_what_is_banglish_stays_so(self, text: str) -> None:
        assert detect_language(text, "en") == "bn-Latn"

    def test_letters_tell_bangla(self) -> None:
        assert detect_language("টাকা", "en") == "bn"
