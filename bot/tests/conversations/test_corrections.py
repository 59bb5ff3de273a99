"""Every fact of every kind of complaint, put right while it is told, read back or just filed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from conftest import House
from conversations.conftest import Filed
from phone import Phone

from complaint.catalogue import read_catalogue
from complaint.draft import Draft

NewPhone = Callable[..., Phone]
LANGUAGES = ("bn", "bn-Latn", "en")
CATALOGUE = read_catalogue()
FORMS = {
    "bn": ("না, {new}", "{old} না, {new}", "ভুল লিখছি, {new} হবে"),
    "bn-Latn": ("na, {new}", "{old} na, {new}", "vul likhsi, {new} hobe"),
    "en": ("no, {new}", "not {old}, {new}", "I meant {new}"),
}


@dataclass(frozen=True)
class Fact:
    """`first` answers the question; `old` and `new` are its words, and `told` is what is filed."""

    first: str
    old: tuple[str, str, str]
    new: tuple[str, str, str]
    told: tuple[str, Any]


def picked(**value: str) -> str:
    (name, told) = next(iter(value.items()))
    return f'/inform{{"{name}": "{told}"}}'


PLACE = Fact(
    "Ulipur",
    ("উলিপুর", "Ulipur", "Ulipur"),
    ("গাইবান্ধা", "Gaibandha", "Gaibandha"),
    ("area_code", "5532"),
)
FACTS = {
    "programme": Fact(
        picked(programme="oaa"),
        ("বয়স্ক ভাতা", "boyosko vata", "old age allowance"),
        ("বিধবা ভাতা", "bidhoba vata", "widow allowance"),
        ("programme", "wda"),
    ),
    "since": Fact(
        picked(since="2026-08"),
        ("আগস্ট মাস থেকে", "august mash theke", "since August"),
        ("জুন থেকে", "june theke", "since June"),
        ("missing_since", "2026-06"),
    ),
    "amount": Fact(
        "4000",
        ("৪০০০ টাকা", "4000 taka", "4000 taka"),
        ("১৫০০ টাকা", "1500 taka", "1500 taka"),
        ("amount_paisa", 150_000),
    ),
    "place": PLACE,
    "destination": PLACE,
    "role": Fact(
        picked(role="dealer"),
        ("ডিলার", "dealer", "the dealer"),
        ("দালাল", "dalal", "the broker"),
        ("role", "middleman"),
    ),
    "provider": Fact(
        picked(provider="bkash"),
        ("বিকাশ", "bkash", "bKash"),
        ("নগদ", "nagad", "Nagad"),
        ("provider", "nagad"),
    ),
    "detail": Fact(
        picked(detail="name"),
        ("নামের বানান", "nam", "name"),
        ("বয়স", "boyos", "age"),
        ("detail", ["age"]),
    ),
    "wanted": Fact(
        picked(wanted="pay"),
        ("টাকা চাই", "taka chai", "want the money"),
        ("কারণ জানাক", "karon janak", "explain"),
        ("wanted", "explain"),
    ),
}
IN_OWN_WORDS = {"story": "ora shudhu ghuray, kichu bole na", "deceased": "amar abba"}
OF_WORK = {"wage_work": picked(programme="egpp")}


def questions(wish: str, kind: str) -> tuple[str, ...]:
    """What somebody unknown is asked."""
    told = CATALOGUE.wishes[wish]
    return Draft(told, answers={"kind": kind, **dict(told.kinds[kind].when)}).asks


def kinds() -> Iterator[Any]:
    """What can be picked, with the facts that are asked for."""
    for wish in CATALOGUE.wishes.values():
        for kind in wish.kinds.values():
            follows_from_a_payment = ("payment", "returned") in kind.when
            if wish.is_always_guarded or follows_from_a_payment:
                continue
            for name in questions(wish.id, kind.id):
                is_told = name in FACTS and not (kind.id in OF_WORK and name == "programme")
                if is_told:
                    yield pytest.param(wish.id, kind.id, name, id=f"{kind.id}-{name}")


def answered(phone: Phone, wish: str, kind: str, asked: tuple[str, ...]) -> Phone:
    """Told by digits up to behind these questions."""
    told = CATALOGUE.wishes[wish]
    phone.sends("/greet").sends(f"/{wish}")
    if told.asks_who:
        phone.sends("/deny")
    if len(told.offered.values) > 1:
        phone.sends(picked(kind=kind))
    for name in asked:
        if name == "programme" and kind in OF_WORK:
            phone.sends(OF_WORK[kind])
        elif name in IN_OWN_WORDS:
            phone.sends(IN_OWN_WORDS[name])
        elif name in FACTS:
            phone.sends(FACTS[name].first)
    return phone


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("wish", "kind", "name"), [*kinds()])
class TestEveryFact:
    """`first` stays where the correction is not heard, so each of these would fail."""

    @pytest.mark.parametrize("form", range(3))
    def test_at_the_read_back(
        self,
        stranger: NewPhone,
        filed: Filed,
        wish: str,
        kind: str,
        name: str,
        language: str,
        form: int,
    ) -> None:
        asked = questions(wish, kind)
        phone = answered(stranger(language=language), wish, kind, asked)
        phone.sends(said(FACTS[name], language, form)).sends("/affirm")
        field, value = FACTS[name].told
        assert (filed.category, filed.told[field]) == (kind, value)

    def test_one_question_later(
        self,
        stranger: NewPhone,
        filed: Filed,
        wish: str,
        kind: str,
        name: str,
        language: str,
    ) -> None:
        asked = questions(wish, kind)
        behind = asked.index(name) + 1
        phone = answered(stranger(language=language), wish, kind, asked[:behind])
        phone.sends(said(FACTS[name], language, form=1))
        for later in asked[behind:]:
            phone.sends(IN_OWN_WORDS.get(later) or FACTS[later].first)
        phone.sends("/affirm")
        field, value = FACTS[name].told
        assert (filed.category, filed.told[field]) == (kind, value)

    def test_where_it_is_asked_what_to_change(
        self,
        stranger: NewPhone,
        filed: Filed,
        wish: str,
        kind: str,
        name: str,
        language: str,
    ) -> None:
        asked = questions(wish, kind)
        phone = answered(stranger(language=language), wish, kind, asked).sends("/deny")
        phone.sends(said(FACTS[name], language, form=0)).sends("/affirm")
        field, value = FACTS[name].told
        assert (filed.category, filed.told[field]) == (kind, value)


def said(fact: Fact, language: str, form: int) -> str:
    place = LANGUAGES.index(language)
    return FORMS[language][form].format(old=fact.old[place], new=fact.new[place])


class TestJustFiled:
    """What is put right behind the number goes to the case that has it."""

    @pytest.mark.parametrize(
        ("language", "words", "passed_on"),
        [
            ("bn", "না, ১৫০০ টাকা", "লেখা হলো"),
            ("bn", "ভুল লিখছি, গাইবান্ধা হবে", "লেখা হলো"),
            ("bn", "দালাল না, মেম্বার", "লেখা হলো"),
            ("bn", "জুন থেকে", "লেখা হলো"),
            ("bn-Latn", "na, 1500", "lekha holo"),
            ("bn-Latn", "na na june theke", "lekha holo"),
            ("bn-Latn", "bkash na, nagad", "lekha holo"),
            ("bn-Latn", "ami gaibandha bolte chaisilam", "lekha holo"),
            ("bn-Latn", "5 mash", "lekha holo"),
            ("en", "no, it was 1500", "passed your words on"),
            ("en", "sorry, I meant Gaibandha", "passed your words on"),
            ("en", "since June", "passed your words on"),
            ("en", "not the broker, the dealer", "passed your words on"),
        ],
    )
    def test_a_fact_is_passed_on(
        self,
        new_phone: NewPhone,
        house: House,
        has: Callable[..., None],
        language: str,
        words: str,
        passed_on: str,
    ) -> None:
        has("48219990", category="dealer")
        phone = filed_a_bribe(new_phone(language=language))
        phone.sends(words).hears(passed_on)
        (reference, told), *others = house.fake.messages
        assert (told, others) == (words, [])
        assert house.fake.cases[reference]["category"] == "bribe"

    @pytest.mark.parametrize(
        ("language", "words", "asks"),
        [
            ("bn", "ভুল হইছে", "যা জানাতে চান লিখুন"),
            ("bn-Latn", "vul hoise", "ja janate chan likhun"),
            ("en", "that is wrong", "Write what you want to add"),
        ],
    )
    def test_what_is_wrong_is_asked(
        self, new_phone: NewPhone, house: House, language: str, words: str, asks: str
    ) -> None:
        phone = filed_a_bribe(new_phone(language=language)).sends(words).hears(asks)
        phone.sends("1500 taka")
        assert [told for _, told in house.fake.messages] == [f"{words}\n1500 taka"]

    @pytest.mark.parametrize(
        "words",
        [
            "amar ar ekta nalish ache, dealer chal 5 keji kom dise",
            "amar taka kobe asbe",
            "dhonnobad",
        ],
    )
    def test_a_wish_is_none(self, new_phone: NewPhone, house: House, words: str) -> None:
        filed_a_bribe(new_phone(language="bn-Latn")).sends(words)
        assert house.fake.messages == []

    def test_behind_something_else_it_is_none(self, new_phone: NewPhone, house: House) -> None:
        phone = filed_a_bribe(new_phone(language="bn-Latn"))
        phone.sends("/check_payment").sends("/greet").sends("na, 1500 taka")
        assert house.fake.messages == []

    def test_of_a_matter_that_is_guarded_without_a_word_of_it(
        self, new_phone: NewPhone, house: House
    ) -> None:
        phone = new_phone(language="bn-Latn").sends("/greet").sends("/report_bribe")
        phone.sends(picked(kind="bribe")).sends(picked(role="chairman"))
        phone.sends(picked(safety="safe")).sends("4000").sends("Ulipur").sends("/affirm")
        phone.sends("na, 1500 taka").hears("lekha holo").hears_nothing_of("1500", "1,500", "ghush")
        assert [told for _, told in house.fake.messages] == ["na, 1500 taka"]


def filed_a_bribe(phone: Phone) -> Phone:
    asked = CATALOGUE.wishes["report_bribe"].kinds["bribe"].ask
    return answered(phone, "report_bribe", "bribe", asked).sends("/affirm")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("দুই হাজার নোয়ায় বাহে, পাঁচ হাজার", {"amount_paisa": 500_000}),
        ("দুই হাজার টাকা নায়, তিন হাজার টাকা", {"amount_paisa": 300_000}),
        ("বিকাশ ন, নগদ", {"provider": "nagad"}),
        ("বিকাশ নোয়ায়, রকেট", {"provider": "rocket"}),
    ],
)
def test_a_no_of_any_part_of_the_country_takes_back(
    new_phone: NewPhone, filed: Filed, words: str, told: dict[str, Any]
) -> None:
    phone = (
        new_phone()
        .sends("/report_agent_charge")
        .sends("২০০০")
        .sends("বিকাশ")
        .sends("উলিপুর")
        .sends(words)
    )
    phone.sends("/affirm")
    assert filed.told.items() >= told.items()


@pytest.mark.parametrize(
    "words", ["আসলে মেম্বার না, চৌকিদার নিছে", "মেম্বার না, মেম্বারের জামাই নিছে", "member na, chowkidar"]
)
def test_who_is_no_more_meant_is_not_told(new_phone: NewPhone, filed: Filed, words: str) -> None:
    phone = new_phone().sends("/report_bribe").sends(picked(kind="bribe"))
    phone.sends(picked(role="member")).sends(picked(safety="safe")).sends(words)
    phone.sends("২০০০").sends("উলিপুর").sends("/affirm")
    assert "role" not in filed.told
    assert words in filed.only["description"]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("bn", "কম্পিউটার অপারেটর"),
        ("bn", "পিয়ন"),
        ("bn", "গ্রাম পুলিশ"),
        ("bn", "উদ্যোক্তা, কম্পিউটারে কাম করে"),
        ("bn-Latn", "gram police"),
        ("en", "the village guard"),
        ("bn", "কেরানি"),
        ("bn-Latn", "peon"),
        ("bn-Latn", "kerani"),
        ("bn-Latn", "computer operator"),
        ("bn-Latn", "field supervisor"),
        ("en", "clerk"),
    ],
)
def test_who_is_none_of_the_list_is_kept_in_words(
    new_phone: NewPhone, filed: Filed, language: str, words: str
) -> None:
    phone = new_phone(language=language).sends("/report_bribe").sends(picked(kind="bribe"))
    phone.sends(words).sends("2000").sends("Ulipur").sends("/affirm")
    assert filed.told == {"amount_paisa": 200_000, "area_code": "554994"}
    assert words in filed.only["description"]


@pytest.mark.parametrize("words", ["সমাজ কর্মী", "somaj kormi", "shomaj kormi"])
def test_a_social_worker_in_two_words_is_one(new_phone: NewPhone, filed: Filed, words: str) -> None:
    phone = new_phone().sends("/report_bribe").sends(picked(kind="bribe"))
    phone.sends(words).sends("2000").sends("Ulipur").sends("/affirm")
    assert filed.told["role"] == "social_worker"


@pytest.mark.parametrize(
    "words",
    [
        "অফিসের পিয়ন ৫০০ টাকা ঘুষ চাইছে",
        "office er peon 500 taka ghush chaise",
        "the clerk asked me for a bribe of 500 taka",
    ],
)
def test_who_it_was_is_not_asked_of_who_has_said_it(
    new_phone: NewPhone, filed: Filed, words: str
) -> None:
    new_phone().sends(words).sends("Ulipur").sends("/affirm")
    assert filed.told == {"amount_paisa": 50_000, "area_code": "554994"}
    assert words in filed.only["description"]
