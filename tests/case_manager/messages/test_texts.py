"""What the service itself says to citizens, as it stands in an SMS."""

from datetime import date

import pytest

from case_manager.messages import service
from case_manager.vocabulary import Language
from citizen_text import sms

LONGEST_DAY = date(2026, 9, 30)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("bn", "আপনার বিষয়টি পেয়েছি। নম্বর ৪৮২১-০৯৩৪। ৩০ সেপ্টেম্বর ২০২৬ এর মধ্যে জানাব।"),
        (
            "bn-Latn",
            "Apnar bishoyti peyechhi. Nombor 4821-0934. 30 September 2026 er moddhe janabo.",
        ),
        (
            "en",
            "We have your matter. Its number is 4821-0934. You will hear from us by"
            " 30 September 2026.",
        ),
    ],
)
def test_numbers_and_days_are_written_as_the_assistant_writes_them(language, text):
    written = service.filled(
        "matter_opened", Language(language), reference="48210934", day=LONGEST_DAY
    )
    assert written == text


@pytest.mark.parametrize("name", ["case_opened", "payment_credited", "news_of_case"])
@pytest.mark.parametrize("language", Language)
def test_each_fits_two_parts_of_an_sms(name, language):
    text = service.filled(name, language, reference="1234567890", day=LONGEST_DAY)
    assert sms.measure(text).segments <= 2
