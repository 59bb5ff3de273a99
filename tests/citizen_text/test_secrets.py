import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from citizen_text.digits import to_bangla
from citizen_text.references import is_well_formed
from citizen_text.secrets import REDACTED, bare_number, names_secret, redact

WORDS = (
    *("pin", "PIN", "Otp", "password", "code", "kod", "pin code", "pin number", "gopon nombor"),
    *("পিন", "ওটিপি", "গোপন নম্বর", "পাসওয়ার্ড", "কোড", "পিন নম্বর", "পাসওয়ার্ড"),
)
SECRETS = st.text("0123456789", min_size=3, max_size=8)


class TestRedact:
    @pytest.mark.parametrize(
        ("text", "redacted"),
        [
            ("amar pin 4821 otp 993311", "amar pin •••• otp ••••"),
            ("amar pin: 4821, taka pai nai", "amar pin: ••••, taka pai nai"),
            ("pin4821", "pin••••"),
            ("my pin is 5566 please send my money", "my pin is •••• please send my money"),
            ("my pin 3321 is not working", "my pin •••• is not working"),
            ("otp 445566 what to do", "otp •••• what to do"),
            ("amar pin 6677 taka dekhen", "amar pin •••• taka dekhen"),
            ("আমার পিন ৯৯৮৮ টাকা আসে নাই", "আমার পিন •••• টাকা আসে নাই"),
            ("আমার পিন ১২৩৪, টাকা তুইলা দেন", "আমার পিন ••••, টাকা তুইলা দেন"),
            ("আমার পিন ৪৫২১ দিলাম টাকাটা দেখেন", "আমার পিন •••• দিলাম টাকাটা দেখেন"),
            ("my OTP is 993311", "my OTP is ••••"),
            ("otp aisilo 993311", "otp aisilo ••••"),
            ("কোড এসেছে ৯৯৩৩১১", "কোড এসেছে ••••"),
            ("amar pin 4821 taka pai nai", "amar pin •••• taka pai nai"),
            ("my o.t.p=993 311", "my o.t.p=••••"),
            ("pin er number hocche 48 21", "pin er number hocche ••••"),
            ("pin 4 8 2 1", "pin ••••"),
            ("otp 9-9-3-3-1-1", "otp ••••"),
            ("otp 99 33 11", "otp ••••"),
            ("4821 amar pin", "•••• amar pin"),
            ("993311 is my otp", "•••• is my otp"),
            ("আমার পিন ৪৮২১ ওটিপি ৯৯৩৩১১", "আমার পিন •••• ওটিপি ••••"),
            ("পিনটা হলো ৪ ৮ ২ ১।", "পিনটা হলো ••••।"),
            ("গোপন নম্বর 4821", "গোপন নম্বর ••••"),
            ("পাসও\u09af\u09bcার্ড ১২৩৪৫৬৭৮", "পাসও\u09af\u09bcার্ড ••••"),
            ("p\u200bin 4\u200b821", "p\u200bin ••••"),
            ("password is rahim123", "password is ••••"),
            ("পাসওয়ার্ড হলো করিম৭৮", "পাসওয়ার্ড হলো ••••"),
            ("otp dilam 993311", "otp dilam ••••"),
            ("PIN chaise ami 4821 disi", "PIN chaise ami •••• disi"),
            ("পিন নাম্বার দিছি ৪৮২১", "পিন নাম্বার দিছি ••••"),
            ("পিন চার আট দুই এক", "পিন ••••"),
            ("pin holo char at dui ek, taka nai", "pin holo ••••, taka nai"),
            ("my pin is four eight two one", "my pin is ••••"),
            ("I gave him 4821 as my PIN", "I gave him •••• as my PIN"),
            ("pinn 4821", "pinn ••••"),
            ("p.i.n 4821", "p.i.n ••••"),
            ("pin4821 ৯4821pin", "pin•••• ••••pin"),
            ("cvv 123", "cvv ••••"),
            ("otp 48210934", "otp ••••"),
            ("ওটিপি চাইলো আমি বললাম চার আট দুই এক নয় শূন্য", "ওটিপি চাইলো আমি বললাম ••••"),
            (
                "they asked for the OTP and I gave them 482190",
                "they asked for the OTP and I gave them ••••",
            ),
            ("they asked the pin so I said 4821", "they asked the pin so I said ••••"),
            ("I told the man my PIN which is 4821", "I told the man my PIN which is ••••"),
            ("password: abcdefghijklmnopqrstuvwxyzabcdefghijklmn", "password: ••••"),
            ("আমার গোপন পিন নম্বরটি হচ্ছে ৪৮২১", "আমার গোপন পিন নম্বরটি হচ্ছে ••••"),
            ("ওটিপিটা হইলো ৪ ৮ ২ ১ ৯ ০", "ওটিপিটা হইলো ••••"),
            ("৪৮২১ হইল আমার পিন", "•••• হইল আমার পিন"),
            ("পিন ভুলে গেছি আগে ছিল ৪৮২১", "পিন ভুলে গেছি আগে ছিল ••••"),
            ("pin e 4821 dile bhul bole", "pin e •••• dile bhul bole"),
            ("gopon namber 4821", "gopon namber ••••"),
            ("my pin is twelve thirty four", "my pin is ••••"),
            ("পিন বারো চৌত্রিশ", "পিন ••••"),
            ("pin one-two-three-four", "pin ••••"),
            ("password: amarmayernam", "password: ••••"),
            ("my password is amarmayernam", "my password is ••••"),
            ("ফিন ১২৩৪", "ফিন ••••"),
            ("pin chaise disi 4821, case 48210934", "pin chaise disi ••••, case 48210934"),
        ],
    )
    def test_a_secret_is_gone(self, text: str, redacted: str) -> None:
        assert redact(text) == redacted

    @pytest.mark.parametrize(
        "text",
        [
            "amar nid 1234567890 pin lage ken",
            "pin 1234567890",
            "otp 1965269250123",
            "pin 19522692501234567",
            "123 456 7890 pin lage ken",
            "amar pin 01712345678",
            "otp 01712 345678",
            "code +8801712345678",
            "case 48210934 er khobor",
            "amar nalish er code 48210934",
            "case code 4821-0934",
            "নালিশের কোড ৪৮২১০৯৩৪",
            "1500 pin er jonno",
            "পিনের জন্য ৫০০ টাকা",
            "১৫০০ পিনের জন্য",
            "pin chaise, 500 taka disi",
            "password bhule gechi",
            "I forgot my password on 12 May",
            "pin ekta dui number",
            "48210934",
            "4567 1952",
            "1950 taka 2026 sale pai nai",
            "pin bhule gechi, 500 taka pai nai",
            "shopping 500 taka",
            "otp ashe nai 500 taka",
            "pin 12",
            "my password is wrong",
            "agent pin chaise, 1,500 nise, case 48210934",
            "PIN dilam na, July 2026 er taka pai nai, Tk 1950",
            "otp dei nai, 12/05/2026 e 750 taka asche, 3 mash por",
            "gopon kotha 4821",
            "union code chai, amar 500 pabo kisti 2024",
            "kodal 500 taka",
            "পিনাক ৫০০ টাকা",
        ],
    )
    def test_any_other_number_stays(self, text: str) -> None:
        assert redact(text) == text

    def test_a_year_beside_the_secret_stays(self) -> None:
        assert redact("pin 4821, 2026 sale 500 taka") == "pin ••••, 2026 sale 500 taka"

    @given(st.sampled_from(WORDS), SECRETS, st.booleans(), st.booleans(), st.sampled_from(" :-="))
    def test_digits_of_any_kind_on_either_side_are_gone(
        self, word: str, secret: str, is_bangla: bool, stands_first: bool, mark: str
    ) -> None:
        assume(word not in ("code", "kod", "কোড") or not is_well_formed(secret))
        digits = to_bangla(secret) if is_bangla else secret
        text = f"{digits}{mark}{word}" if stands_first else f"{word}{mark}{digits}"
        assert redact(f"ami {text} dilam") == f"ami {text.replace(digits, REDACTED)} dilam"

    @given(st.sampled_from(WORDS), SECRETS, st.sampled_from([" ", "-", ", ", "."]))
    def test_digits_one_by_one_are_gone(self, word: str, secret: str, mark: str) -> None:
        assume(word not in ("code", "kod", "কোড") or not is_well_formed(secret))
        assert redact(f"{word} {mark.join(secret)}") == f"{word} {REDACTED}"

    @given(st.text("0123456789০১২৩৪৫৬৭৮৯ -.,টাকা mash", max_size=60))
    def test_without_such_a_word_nothing_changes(self, text: str) -> None:
        assert redact(text) == text

    @given(
        st.lists(st.sampled_from([*WORDS, "4821", "৯ ৯", " ", "is", "1234567890", "\u200d", "x"]))
    )
    def test_redacted_once_is_redacted(self, pieces: "list[str]") -> None:
        once = redact("".join(pieces))
        assert redact(once) == once

    @given(st.text())
    def test_it_bears_any_text(self, text: str) -> None:
        assert redact(redact(text)) == redact(text)

    @pytest.mark.parametrize(
        "text", ["1" * 6000, "pin " * 5000, "pin " + "1 " * 5000, "is " * 5000]
    )
    def test_long_texts_take_no_long_time(self, text: str) -> None:
        assert len(redact(text)) <= len(text) + len(REDACTED)


class TestNamesSecret:
    @pytest.mark.parametrize(
        "text",
        ["amar pin hariye gese", "amar otp holo", "ওটিপি আসছে", "my PASSWORD is", "পিন\u200bটা"],
    )
    def test_what_may_follow(self, text: str) -> None:
        assert names_secret(text)

    @pytest.mark.parametrize(
        "text", ["amar pin ••••", "amar nalish er code", "taka pai nai", "pinak er bhata", "4821"]
    )
    def test_not_what_told_it_or_speaks_of_something_else(self, text: str) -> None:
        assert not names_secret(text)


class TestBareNumber:
    @pytest.mark.parametrize(
        ("text", "number"),
        [
            ("4821", "4821"),
            ("৯৯৩৩১১", "993311"),
            (" 4 8 2 1 ", "4821"),
            ("99-33-11.", "993311"),
            ("holo 48210935", "48210935"),
            ("eta 4821 amar", "4821"),
            ("char at dui ek", "charatduiek"),
            ("Holo four, eight, two, one.", "foureighttwoone"),
            ("চার-আট-দুই-এক", "চারআটদুইএক"),
            ("নয় তিন এক ছ\u09af\u09bc।", "ন\u09dfতিনএকছ\u09df"),
        ],
    )
    def test_of_a_message_that_is_nothing_else(self, text: str, number: str) -> None:
        assert bare_number(text) == number

    @pytest.mark.parametrize(
        "text",
        [
            *("", "taka", "482", "123456789", "48210934", "01712345678"),
            *("1500 taka", "na 4821", "12/05/2026", "1,500", "1" * 9000, "x" * 59 + "1"),
            *("ek dui tin", "char at dui ek taka", "এক দুই", "dui hajar pach sho"),
        ],
    )
    def test_not_of_another(self, text: str) -> None:
        assert bare_number(text) is None
