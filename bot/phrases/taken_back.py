"""Which of several things of one kind are still meant ("bkash na, nagad", "Savar, not Dhamrai"),
and whether somebody says that they told something wrong ("vul likhsi").
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from citizen_text.normalisation import fold
from citizen_text.patterns import LEFT, RIGHT, any_of, words

NO = "na nah naa noy noi noyay না নাহ নয় নহে নায় নোয়ায় নোয়াই নোহায়"
_NO = words(NO)
_NO_BEFORE_A_PAUSE = words("not no nay ন")  # "nogod ন আইয়ে" denies what follows
_CASE = words("er e r te i ta o to ei ের এর ে র তে ই টা ও টাই")
_SINCE = words("theke thaika thaki teke hote dhore dhoira থেকে থাইকা থাকি হতে হইতে ধরে ধইরা")
_TAKEN_BACK = re.compile(
    rf"[\s-]?{_CASE}?(?:\s{_SINCE})?[\s,.;:]*(?:{_NO}{RIGHT}|{_NO_BEFORE_A_PAUSE}[\s]*[,.;\u0964])"
)
_NOT_THIS = re.compile(rf"(?:^|[\s,.;:])not\s(?:{words('in from since by through the on')}\s)?$")
_WRONGLY = words("vul vhul bhul bul wrong ভুল")
_I_SAID = words(  # by the first person alone: "nam vul likhse" is what others did
    "likhsi likhchi likhchhi likhesi likhechi likhechhi likhlam likhsilam likhchilam likhechilam"
    " lekhsi lekhchi bolsi bolchi bolchhi bolesi bolechi bolechhi bollam bolsilam bolechilam"
    " koisi kaisi koilam koisilam disi dichi dichhi diyechi diyesi dilam type"
    " লিখছি লিখেছি লিখসি লিখলাম লিখছিলাম লিখেছিলাম লেখছি লেখছিলাম বলছি বলেছি বললাম বলেছিলাম"
    " কইছি কইসি কইলাম কইছিলাম দিছি দিসি দিয়েছি দিলাম টাইপ"
)
_I_MEANT = any_of(
    (
        *("bolte chaisi", "bolte chaichi", "bolte cheyechi", "bolte chaisilam", "bolte chailam"),
        *("বলতে চাইছি", "বলতে চাইসি", "বলতে চেয়েছি", "বলতে চাইছিলাম", "বলতে চেয়েছিলাম", "বলতে চাইলাম"),
        *("wrote it wrong", "wrote wrong", "typed it wrong", "typed wrong", "said it wrong"),
        *("said wrong", "my mistake", "mistyped", "i made a mistake", "i meant", "it should be"),
    )
)
_OWN_MISTAKE = re.compile(rf"{LEFT}(?:{_WRONGLY}\s{_I_SAID}|{_I_MEANT}){RIGHT}")
_BEGINS_WITH_NO = re.compile(rf"\W*{words(f'no not nai nay নাই {NO}')}{RIGHT}")
_SAYS_NO = re.compile(rf"{LEFT}{words(f'no not nai nay ন নাই {NO}')}{RIGHT}")

Entity = Mapping[str, Any]


def still_meant(text: str, entities: Sequence[Entity]) -> tuple[Entity, ...]:
    """Of a kind that is told more than once, without those that the same message takes back;
    all of them where it takes back every one."""
    taken_back = [found for found in entities if is_entity_taken_back(text, found)]
    stays = {found["entity"] for found in entities if found not in taken_back}
    return tuple(
        found for found in entities if found not in taken_back or found["entity"] not in stays
    )


def is_taken_back(text: str, start: int, end: int) -> bool:
    before, after = fold(text[:start]).text, fold(text[end:]).text
    return bool(_TAKEN_BACK.match(after) or _NOT_THIS.search(before))


def begins_with_no(text: str) -> bool:
    return _BEGINS_WITH_NO.match(fold(text).text) is not None


def has_no(text: str) -> bool:
    return _SAYS_NO.search(fold(text).text) is not None


def is_own_mistake(text: str) -> bool:
    return bool(_OWN_MISTAKE.search(fold(text).text))


def is_entity_taken_back(text: str, found: Entity) -> bool:
    is_of_a_payload = "end" not in found
    return not is_of_a_payload and is_taken_back(text, found["start"], found["end"])
