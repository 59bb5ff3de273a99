"""Whether a number between a secret's name and "taka" is the secret or a sum: "pin dilam 6677 taka
tule den" gives the one, "pin dilam 5000 taka nise" tells of the other.
"""

import re

from citizen_text.patterns import LEFT, RIGHT, words

_HANDED = words(
    "dilam disi dichi diyechi disilam diyechilam dicchi bollam bolsi bolchi bolechi bolesi"
    " koilam likhlam likhsi pathailam pathalam janailam janalam nin nen dhoren rakhen likhen"
    " lekhen gave given giving told sent দিলাম দিছি দিসি দিয়েছি দিচ্ছি দিছিলাম বললাম বলছি"
    " বলেছি কইলাম কইছি লিখলাম লিখছি পাঠাইলাম পাঠালাম জানাইলাম জানালাম নিন নেন ধরেন রাখেন লিখেন"
    " লেখেন"
)
_BESIDE = words(
    "to diya dia diye apnake apnader apnar tomake tomader tader take bhai vai apa sir for you"
    " him her them account accounter bkash bkasher bikash bikasher nagad nagader nogod nogoder"
    " rocket rocketer upay upayer দিয়া দিয়ে আপনাকে আপনাদের আপনার তোমাকে তাদের তাকে তারে ভাই"
    " আপা স্যার একাউন্টের বিকাশ বিকাশের নগদ নগদের রকেট রকেটের উপায় উপায়ের"
)
WORDS_OF_HANDING = f"(?:{_HANDED}|{_BESIDE})"
_WANTED = words(
    "den diben deben dekhen dekhben tulen tulben tulte tolen tolar pathan pathaben koren chai"
    " lagbe please plz give send withdraw see check দেন দিন দিবেন দেবেন দেখেন দেখুন তুলেন"
    " তুলুন তুলবেন তুলতে তোলার পাঠান পাঠাবেন করেন করুন চাই লাগবে"
)
_PASSED = words(
    "nise niche nisse niyeche niyechhe nilo gese gece geche gechhe gelo kete kate katse"
    " katche katlo tulse tulche tullo uthaise uthaiche uthailo uthalo khaise khaiche mere"
    " marse marche churi udhao hawa shesh rakhse rakhche rakhlo palaise chay chaise chaiche"
    " lage lagse laglo joma ashche asche ashse aise aiche dise diche dilo paisi paichi pailam"
    " pelam took taken stole stolen gone lost left cut deducted charged charge fee paid went"
    " came got withdrew asked wanted নিছে নিসে নিয়েছে নিল নিলো গেছে গেসে গেল গেলো কেটে কাটছে"
    " কাটে কাটল তুলছে তুলেছে তুলল উঠাইছে উঠাইলো খাইছে মারছে মেরে চুরি উধাও হাওয়া শেষ রাখছে"
    " পালাইছে চায় চাইছে লাগে লাগছে লাগল জমা আসছে আইছে এসেছে দিছে দিয়েছে দিল পাইছি পেয়েছি"
    " পাইলাম পেলাম"
)
_IS_HANDED = re.compile(f"{LEFT}{_HANDED}{RIGHT}")
_GOES_ON = re.compile(f"{LEFT}(?:{_WANTED}|(?P<passed>{_PASSED})){RIGHT}")
_ROUND = 50  # allowances, fees and what is taken of them are multiples of it; one PIN in fifty is


def is_sum(before: str, number: str, behind: str) -> bool:
    """By what stands between the secret's name and the number, and by what follows "taka": what
    the money is wanted for, or what became of it, whichever is said first.
    """
    if int(number) % _ROUND == 0:
        return True
    if goes_on := _GOES_ON.search(behind):
        return goes_on["passed"] is not None
    return _IS_HANDED.search(before) is None
