"""Whether a message tells the secret of an account and nothing else, or only asks for the money
with it: that begins no complaint. Values in, values out.
"""

from citizen_text.lookups import Lookup
from citizen_text.secrets import REDACTED
from phrases.nothing_else import said_alone

ENTITY = "secret"
BESIDE, MONEY, ASKED = "beside", "money", "asked"
_WORDS = Lookup(
    {
        MONEY: [
            *(
                "=taka",
                "=takata",
                "=takagula",
                "=teka",
                "=tk",
                "=vata",
                "=vatar",
                "=bhata",
                "=bhatar",
            ),
            *("=টাকা", "=টাকাটা", "=টাকাডা", "=টাকাগুলা", "=টেকা", "=টেহা", "=ভাতা", "=ভাতার", "=money"),
            *("=allowance",),
        ],
        ASKED: [
            *(
                "=dekhen",
                "=dekhben",
                "=dekho",
                "=check",
                "=send",
                "=please",
                "=plz",
                "=pls",
                "=look",
            ),
            *("=tulte", "=tulen", "=tulben", "=তুলতে", "=তুলেন", "=তুলবেন", "=তুলুন"),
            *("=tule", "=tuila", "=tuley", "=uthaia", "=diben", "=pathan", "=pathaia", "=koren"),
            *("=দেখেন", "=দেখবেন", "=দেখুন", "=চেক", "=তুলে", "=তুইলা", "=উঠাইয়া", "=দেন", "=দিন"),
            *("=দিবেন", "=দেবেন", "=পাঠান", "=পাঠাইয়া", "=করেন", "=give", "=me", "=pay", "=withdraw"),
            *("=get", "=at"),
        ],
        BESIDE: [
            *("=pin", "=pinta", "=otp", "=password", "=code", "=number", "=nombor", "=nambar"),
            *("=bkash", "=bikash", "=nagad", "=nogod", "=rocket", "=upay", "=account", "=mobile"),
            *("=amar", "=amr", "=mor", "=ami", "=apnara", "=apni", "=apnader", "=apnar", "=ei"),
            *("=eta", "=eita", "=holo", "=hoilo", "=hocche", "=chai", "=chan", "=lagbe", "=ki"),
            *("=nin", "=nen", "=den", "=dilam", "=gopon", "=ok", "=bhai", "=vai", "=to", "=tar"),
            *("=পিন", "=পিনটা", "=ওটিপি", "=পাসওয়ার্ড", "=কোড", "=নম্বর", "=নাম্বার", "=বিকাশ"),
            *("=নগদের", "=বিকাশের", "=রকেটের", "=উপায়ের", "=একাউন্টের", "=মোবাইলের"),
            *("=nagader", "=nogoder", "=bkasher", "=rocketer", "=accounter", "=mobiler"),
            *("=নগদ", "=রকেট", "=উপায়", "=একাউন্ট", "=মোবাইল", "=আমার", "=আমি", "=আপনারা", "=আপনি"),
            *("=আপনাদের", "=আপনার", "=এই", "=এটা", "=এইটা", "=হলো", "=হইলো", "=চাই", "=চান"),
            *("=লাগবে", "=কি", "=কী", "=নিন", "=নেন", "=দিলাম", "=গোপন", "=ভাই", "=তো"),
            *("=my", "=the", "=is", "=it", "=its", "=it's", "=here", "=this", "=you", "=do"),
            *("=want", "=need", "=your", "=for", "=and", "=secret", "=of", "=er", "=r", "=এর"),
        ],
    }
)


def is_alone(text: str) -> bool:
    said = _said_beside(text)
    return said is not None and said <= {BESIDE}


def asks_for_money(text: str) -> bool:
    """ "My pin is ••••, please send my money" """
    return MONEY in (_said_beside(text) or ())


def _said_beside(text: str) -> set[str] | None:
    """None where other things are said, too, or no secret is."""
    if REDACTED not in text or text.startswith("/"):
        return None
    rest = text.replace(REDACTED, " ")
    if not any(letter.isalnum() for letter in rest):
        return set()
    return said_alone(_WORDS, rest) or None
