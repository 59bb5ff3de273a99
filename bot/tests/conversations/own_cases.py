"""Cases of a phone's own, and the words by which people follow them up."""

from typing import Any

FIRST, SECOND, THIRD = "48210934", "48210941", "48210958"
MORE = {
    "bn": "আমার আগের অভিযোগে আরও একটা তথ্য যোগ করতে চাই",
    "bn-Latn": "amar ager ovijog e aro kichu totho jog korte chai",
    "en": "I want to add more information to my complaint",
}
WITHDRAW = {
    "bn": "আমার অভিযোগ তুলে নিতে চাই",
    "bn-Latn": "amar ovijog tule nite chai",
    "en": "I want to withdraw my complaint",
}
APPEAL = {
    "bn": "অভিযোগের সিদ্ধান্ত মানি না, আপিল করতে চাই",
    "bn-Latn": "ovijog er siddhanto mani na, appeal korte chai",
    "en": "I do not accept the decision on my complaint, I want to appeal",
}


def case(**differently: Any) -> dict[str, Any]:
    return {"category": "payment_not_received", **differently}
