"""Whether a message tells the secret of an account and nothing else: that begins no complaint.
Values in, values out.
"""

from citizen_text.lookups import Lookup
from citizen_text.secrets import REDACTED
from phrases.nothing_else import said_alone

ENTITY = "secret"
_BESIDE = Lookup(
    {
        "beside": [
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
        ]
    }
)


def is_alone(text: str) -> bool:
    if REDACTED not in text or text.startswith("/"):
        return False
    rest = text.replace(REDACTED, " ")
    return not any(letter.isalnum() for letter in rest) or bool(said_alone(_BESIDE, rest))
