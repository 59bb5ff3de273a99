"""Bijoy's shapes become Bangla: checked by hand, and by writing every place in Bijoy and back."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from case_manager.imports.files.bijoy import looks_like, to_unicode
from case_manager.reference_data import read_areas

BY_HAND = {
    "Kywgjøv": "কুমিল্লা",
    "PÆMÖvg": "চট্টগ্রাম",
    "gqgbwmsn": "ময়মনসিংহ",
    "K·evRvi": "কক্সবাজার",
    "Pvu`cyi": "চাঁদপুর",
    "e«vþYevwoqv": "ব্রাহ্মণবাড়িয়া",
    "†gŠjfxevRvi": "মৌলভীবাজার",
    "‡gŠjfxevRvi": "মৌলভীবাজার",
    "j²xcyi": "লক্ষ্মীপুর",
    "mvZ¶xiv": "সাতক্ষীরা",
    "mvZÿxiv": "সাতক্ষীরা",
    "evsjv‡`k": "বাংলাদেশ",
    "RvZxq cwiPqcÎ b¤^i": "জাতীয় পরিচয়পত্র নম্বর",
    "DcKvi‡fvMxi bvg": "উপকারভোগীর নাম",
    "†gvQvt iwngv †eMg": "মোছাঃ রহিমা বেগম",
    "‡gvt Avãyj Kwig": "মোঃ আব্দুল করিম",
    "eq¯‹ fvZv": "বয়স্ক ভাতা",
    "weaev fvZv": "বিধবা ভাতা",
    "cÖwZeÜx": "প্রতিবন্ধী",
    "c«wZeÜx": "প্রতিবন্ধী",
    "Rb¥ ZvwiL": "জন্ম তারিখ",
    "¯^ivóª gš¿Yvjq": "স্বরাষ্ট্র মন্ত্রণালয়",
    "Dcw¯’Z": "উপস্থিত",
    "m¤¢ve¨": "সম্ভাব্য",
    "e„n¯úwZevi": "বৃহস্পতিবার",
    "e…n¯úwZevi": "বৃহস্পতিবার",
    "wbw`©ó": "নির্দিষ্ট",
    "Kg©KZ©v": "কর্মকর্তা",
    "iæMœ": "রুগ্ন",
    "ïi“": "শুরু",
    "ev¯Íevqb": "বাস্তবায়ন",
    "ev¯—evqb": "বাস্তবায়ন",
    "we¯‹yU": "বিস্কুট",
    "`ª“Z": "দ্রুত",
    "mÜ¨v": "সন্ধ্যা",
    "‰Zwi": "তৈরি",
    "wkÿv": "শিক্ষা",
    "c~e©": "পূর্ব",
    "m~h©": "সূর্য",
    "Avkªq": "আশ্রয়",
    "A¨vW‡fv‡KU": "অ্যাডভোকেট",
    "D”P": "উচ্চ",
    "bRi“j": "নজরুল",
    "Kyš—j": "কুন্তল",
    "Acivnè": "অপরাহ্ণ",
    "nvmcvZvj, 25 kh¨vi|": "হাসপাতাল, ২৫ শয্যার।",
}

# The shapes of Bijoy by what they are, as somebody types them: another way than the converter's
LETTERS = dict(
    zip(
        "অইঈউঊঋএঐওঔকখগঘঙচছজঝঞটঠডঢণতথদধনপফবভমযরলশষসহৎংঃঁ।",
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ_`abcdefghijklmnrstu|",
        strict=True,
    )
) | {"ড়": "o", "ঢ়": "p", "য়": "q", "আ": "Av", "\u09cd": "&"}
LETTERS |= dict(zip("০১২৩৪৫৬৭৮৯", "0123456789", strict=True))
CONJUNCTS = dict(
    re.findall(
        r"(\S+)=(\S+)",
        """
        ক্ষ্ম=² ক্ক=° ক্ট=± ক্ত=³ ক্র=µ ক্ষ=¶ ক্স=· গ্ধ=» ঙ্ক=¼ ঙ্গ=½ জ্জ=¾ জ্ঞ=Á ঞ্চ=Â
        ঞ্ছ=Ã ঞ্জ=Ä ট্ট=Æ ড্ড=Ç ণ্ট=È ণ্ঠ=É ণ্ড=Ê ত্ত=Ë ত্থ=Ì ত্র=Î দ্দ=Ï দ্ধ=× দ্ব=Ø
        দ্ম=Ù ন্ঠ=Ú ন্ড=Û ন্ধ=Ü ন্স=Ý প্ট=Þ প্ত=ß প্প=à প্স=á ব্জ=â ব্দ=ã ব্ধ=ä ভ্র=å
        ল্ক=é ল্গ=ê ল্ট=ë ল্ড=ì ল্প=í শ্চ=ð ষ্ণ=ò ষ্ট=ó ষ্ঠ=ô স্ট=÷ স্ফ=ù হ্ন=ý হ্ম=þ
        চ্চ=”P চ্ছ=”Q ন্ত=šÍ ন্ত্র=š¿ ন্থ=š’ ন্দ=›` ন্ট=›U ন্দ্ব=›Ø ন্দ্র=›`ª দ্গ=˜M
        দ্ভ=™¢ ম্ব=¤^ ম্ভ=¤¢ ম্ম=¤§ ম্প=¤ú ম্ল=¤¬ স্ক=¯‹ স্ক্র=¯Œ স্ত=¯Í স্ত্র=¯¿ স্থ=¯’
        স্ব=¯^ স্ম=¯§ স্প=¯ú স্ল=¯¬ ষ্ক=®‹ ষ্ম=®§ ষ্প=®ú গ্ন=Mœ ত্ন=Zœ ন্ন=bœ ম্ন=gœ
        স্ন=mœ শ্ন=kœ প্ন=cœ ল্ল=jø প্ল=cø ক্ল=K¬ ফ্ল=d¬ ব্ল=e¬ শ্ব=k¦ ব্ব=eŸ ধ্ব=aŸ
        ন্ব=š^ জ্ব=R¡ ত্ব=Z¡ ট্ব=U¡ ন্ম=b¥ শ্ম=k¥ ত্ম=Z¥ গ্ম=M¥
        """,
    )
)
BEFORE = {"ি": "w", "ে": "‡", "ৈ": "‰", "ো": "‡", "ৌ": "‡"}
AFTER = {"া": "v", "ী": "x", "ু": "y", "ূ": "~", "ৃ": "„", "ো": "v", "ৌ": "Š"}
SYLLABLE = re.compile(
    "(?P<reph>র\u09cd(?=[ক-হ]))?(?P<cluster>[ক-হ]়?(?:\u09cd[ক-হ]়?)*)(?P<vowel>[া-ৌ])?"
)


def in_bijoy(text: str) -> str:
    typed, place = [], 0
    for found in SYLLABLE.finditer(text):
        typed.append(letters(text[place : found.start()]))
        typed.append(syllable(found))
        place = found.end()
    return "".join(typed) + letters(text[place:])


def syllable(found: re.Match[str]) -> str:
    vowel = found["vowel"] or ""
    reph = "©" if found["reph"] else ""
    return f"{BEFORE.get(vowel, '')}{cluster(found['cluster'])}{reph}{AFTER.get(vowel, '')}"


def cluster(written: str) -> str:
    """The longest shape that is known; what is below the rest is typed after it."""
    if written in CONJUNCTS:
        return CONJUNCTS[written]
    if "\u09cd" not in written:
        return LETTERS[written]
    rest, _, last = written.rpartition("\u09cd")
    return cluster(rest) + {"য": "¨", "র": "ª"}.get(last, f"&{LETTERS.get(last, '')}")


def letters(text: str) -> str:
    return "".join(LETTERS.get(letter, letter) for letter in text)


NAMES = sorted(
    {unicodedata.normalize("NFC", area.name_bn).replace("\u200c", "") for area in read_areas()}
)


@pytest.mark.parametrize(("bijoy", "bangla"), BY_HAND.items())
def test_words_that_were_checked_by_hand(bijoy: str, bangla: str) -> None:
    assert to_unicode(bijoy) == unicodedata.normalize("NFC", bangla)


def test_every_place_of_the_country_comes_back() -> None:
    assert len(NAMES) > 4_000
    assert [name for name in NAMES if to_unicode(in_bijoy(name)) != name] == []


def test_every_conjunct_comes_back_with_every_vowel() -> None:
    written = [
        f"{reph}{conjunct}{vowel}"
        for conjunct in CONJUNCTS
        for vowel in ("", *AFTER, *BEFORE)
        for reph in ("", "র\u09cd")
    ]
    assert [each for each in written if to_unicode(in_bijoy(each)) != each] == []


@given(st.lists(st.sampled_from(NAMES), max_size=8))
def test_any_row_of_names_comes_back(names: list[str]) -> None:
    text = ", ".join(names)
    assert to_unicode(in_bijoy(text)) == text


@given(st.text())
def test_no_text_breaks_it(text: str) -> None:
    to_unicode(text)
    looks_like([text])


@pytest.mark.parametrize("bangla", NAMES[:20])
def test_bangla_stays_as_it_is(bangla: str) -> None:
    assert to_unicode(bangla) == bangla


class TestLooksLike:
    def test_bijoy_is_known_by_its_shapes(self) -> None:
        assert looks_like(["cÖwZeÜx", "eq¯‹ fvZv"])

    def test_and_without_them_by_its_letters(self) -> None:
        assert looks_like(["Avgvi bvg", "bxjdvgvix m`i", "evwjqv", "gvaecyi", "Kvwjqv"])

    def test_every_district_is_known(self) -> None:
        districts = [area.name_bn for area in read_areas() if len(area.code) == 4]
        rows = [districts[place : place + 5] for place in range(0, 60, 5)]
        assert all(
            looks_like([in_bijoy(unicodedata.normalize("NFC", name)) for name in row])
            for row in rows
        )

    @pytest.mark.parametrize(
        "texts",
        [
            ["Vivek", "Shova", "Viva", "Md. Abdul Karim", "Mst. Rahima Begum", "Dewan Nawab"],
            ["oaa", "wda", "vwb", "pwd", "credited"],
            ["P-2026-1", "VVV-12", "1990123456", ""],
            ["credited", "returned", "sent", "…"],
            ["credited…", "returned…"],
            ["credited", "hold •", "§ 7 ®"],
            ["P-7", "P-8 ®"],
            ["রহিমা", "করিম"],
            [],
        ],
    )
    def test_names_codes_and_bangla_are_not_bijoy(self, texts: list[str]) -> None:
        assert not looks_like(texts)

    def test_english_names_of_places_are_not(self) -> None:
        names = [area.name_en for area in read_areas()]
        rows = [names[place : place + 10] for place in range(0, len(names) - 10, 10)]
        assert [row for row in rows if looks_like(row)] == []
