"""A secret that is handed over for the money, and a sum that stands in the same place."""

import pytest

from citizen_text.secrets import REDACTED, redact

HANDED_OVER = [
    "pin number dilam 6677 taka tulte",
    "পিন নম্বর দিলাম ৬৬৭৭ টাকা তুলে দেন",
    "pin dilam 6677 taka tule den",
    "pin disi 6677 taka dekhen",
    "pin number disi 1234 taka tule den",
    "ami pin bolsi 6677 taka ase nai",
    "pin nen 6677 taka pathan",
    "amar pin nin 4821 tk pathaia den",
    "পিন দিছি ৪৮২১ টাকা পাঠান",
    "পিন নেন ৪৮২১ টাকা দেন",
    "ami apnader pin dilam, 6677 taka tule den",
    "pin ta apnake dilam 6677 taka ta tule den bhai",
    "amar bkash er pin nagad er 6677 taka tule den",
    "otp dilam 482190 taka tulte parben",
    "otp bollam 993311 taka den",
    "ওটিপি দিলাম ৪৮২১৯০ টাকা তুলেন",
    "পাসওয়ার্ড দিলাম ৯৯৩৩১ টাকা দেন",
    "গোপন নম্বর দিলাম ৪৮২১ টাকা দেন",
    "gopon nombor dilam 4821 taka den",
    "my pin given 6677 taka please withdraw",
    "I gave my pin to you 6677 taka please",
    "pin: dilam 6677 taka",
    "ফিন নাম্বার দিলাম ৬৬৭৭ টাকা তুইলা দেন",
    "pin dilam choy choy sat sat taka tulen",
    "পিন দিলাম ছয় ছয় সাত সাত টাকা তুলে দেন",
    "pin dilam 6 6 7 7 taka tule den",
    "pin pathailam 7391 taka ase na keno",
    "pin likhlam 7391 takar jonno",
    "পিন কোড দিলাম ৭৩৯১ টাকাটা দেখেন",
    "pin number dilam 6677 taka lagbe",
    "amar pin dilam ৬৬৭৭ টাকা দেন",
]
SUMS = [
    "pin change korte 50 taka nilo",
    "pin dite 200 taka nise",
    "pin dilam 5000 taka nise",
    "pin dilam 5000 taka tule nise",
    "pin disi 4500 taka niye gese",
    "otp dilam 3200 taka kete nise",
    "otp dilam 3267 taka tule nilo",
    "pin bollam, 7825 taka uthailo",
    "পিন দিলাম ৩২৬৭ টাকা নিয়ে গেছে",
    "ওটিপি দিছি ৫২৩০ টাকা কেটে নিছে",
    "পিন নম্বর দিলাম ১৫০০ টাকা নাই",
    "pin number dilam 1500 taka pai nai",
    "পিন দিলাম ১৯৫০ টাকা আসে নাই",
    "pin dilam 1950 taka ase nai",
    "pin dilam 2550 taka tule den",
    "pin change korte 1255 taka chaise",
    "pin thik korte 1255 taka nilo",
    "pin lagbe 5500 taka tulte",
    "pin set korte 1230 taka lage",
    "পিন বদলাইতে ৫০ টাকা নিল",
    "পিন বদলাইতে ১২৫০ টাকা নিল",
    "pin chaise, 500 taka disi",
    "I gave my pin to the agent and 3267 taka is gone",
    "my pin was given, 3267 taka stolen",
    "I told him my pin and he took 4821 taka",
    "otp chaise ami disi na 1830 taka pai nai",
    "agent pin niye 1830 taka dise",
    "pin dilam 01712345678 e taka ase nai",
    "pin dilam, 6,677 taka nai",
    "pin hariye gese 1830 taka atka",
    "পিন ভুলে গেছি ১৮৩০ টাকা আটকা",
    "otp dei nai 2730 taka gese",
    "pin dilam 48210934 taka koi",
    "pin bhul, 1875 taka ase nai",
    "pin dilam 1865 taka paisi",
    "pin dilam 1830 taka rakhse",
    "পিন দিলাম ৩২৬৭ টাকা হাওয়া",
]


@pytest.mark.parametrize("text", HANDED_OVER)
def test_a_secret_handed_over_for_taka_is_gone(text: str) -> None:
    redacted = redact(text)
    assert REDACTED in redacted
    assert not any(character.isdigit() for character in redacted)


@pytest.mark.parametrize("text", SUMS)
def test_a_sum_beside_the_word_for_a_secret_stays(text: str) -> None:
    assert redact(text) == text
