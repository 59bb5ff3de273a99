import pytest

from phrases.taken_back import begins_with_no, is_own_mistake, still_meant


def told(text, *pieces):
    """Entities of one kind, at their places in the text."""
    return [
        {
            "entity": "provider",
            "value": piece,
            "start": text.index(piece),
            "end": text.index(piece) + len(piece),
        }
        for piece in pieces
    ]


@pytest.mark.parametrize(
    ("text", "pieces", "meant"),
    [
        ("bkash na, nagad", ["bkash", "nagad"], ["nagad"]),
        ("না, নগদ না বিকাশই", ["নগদ", "বিকাশ"], ["বিকাশ"]),
        ("Kurigram na, Rangpur", ["Kurigram", "Rangpur"], ["Rangpur"]),
        ("July er na, August theke", ["July", "August"], ["August"]),
        ("no, Savar not Dhamrai", ["Savar", "Dhamrai"], ["Savar"]),
        ("not from July, from August", ["July", "August"], ["August"]),
        ("রংপুর, কুড়িগ্রাম নয়", ["রংপুর", "কুড়িগ্রাম"], ["রংপুর"]),
        ("200 taka na 300 taka", ["200 taka", "300 taka"], ["300 taka"]),
        ("bkash not, nagad", ["bkash", "nagad"], ["nagad"]),
        ("bkash not nagad", ["bkash", "nagad"], ["bkash"]),
        ("August theke na, June theke", ["August", "June"], ["June"]),
        ("আগস্ট থেকে নয়, জুন থেকে", ["আগস্ট", "জুন"], ["জুন"]),
        ("না না তিন মাস নোয়ায়, ছয় মাস", ["তিন মাস", "ছয় মাস"], ["ছয় মাস"]),
        ("দুই মাস নায়, চাইর মাস", ["দুই মাস", "চাইর মাস"], ["চাইর মাস"]),
        ("বিকাশ ন, নগদ", ["বিকাশ", "নগদ"], ["নগদ"]),
    ],
)
def test_what_the_message_takes_back_is_not_meant(text, pieces, meant):
    assert [found["value"] for found in still_meant(text, told(text, *pieces))] == meant


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("July theke pai na", ["July"]),
        ("bkash e taka nai, nagad e ache", ["bkash", "nagad"]),
        ("bkash na", ["bkash"]),
        ("taka bkash e nai, nagad e o nai", ["bkash", "nagad"]),
        ("bkash na nagad na", ["bkash", "nagad"]),
        ("বিকাশ ন আইয়ে, নগদ", ["বিকাশ", "নগদ"]),
        ("July ar August er nam thik ache", ["July", "August"]),
    ],
)
def test_anything_else_stays(text, pieces):
    assert [found["value"] for found in still_meant(text, told(text, *pieces))] == pieces


def test_the_value_of_a_payload_stands_nowhere_and_stays():
    entities = [{"entity": "provider", "value": "nagad"}]
    assert list(still_meant('/inform{"provider": "nagad"}', entities)) == entities


@pytest.mark.parametrize(
    "text",
    [
        "vul likhsi, nagad hobe",
        "ভুল লিখেছি, নগদ হবে",
        "sorry bhul bolechi",
        "ami nagad bolte chaisi",
        "no I meant Nagad",
        "it should be Nagad",
    ],
)
def test_an_own_mistake(text):
    assert is_own_mistake(text)


@pytest.mark.parametrize(
    "text",
    ["card e amar nam vul likhse", "কার্ডে নাম ভুল লিখছে", "they wrote my name wrong", "vul number"],
)
def test_the_mistake_of_others_is_none(text):
    assert not is_own_mistake(text)


@pytest.mark.parametrize(
    ("text", "is_no"), [("na, nagad", True), ("না নগদ", True), ("nagad na", False), ("nam", False)]
)
def test_a_no_comes_first(text, is_no):
    assert begins_with_no(text) is is_no
