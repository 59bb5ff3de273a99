"""Every text in every language, short enough and in letters that its channel carries."""

from pathlib import Path
from string import Formatter

import pytest
from ruamel.yaml import YAML

from actions.base import Surroundings
from actions.server import ACTIONS
from citizen_text import sms
from complaint.texts import read_telling
from components.application_replies import ApplicationReplies
from components.aside_replies import AsideReplies
from components.call_replies import CallReplies
from components.case_replies import CaseReplies
from components.complaint_replies import ComplaintReplies
from components.eligibility_replies import EligibilityReplies
from components.entitlement_replies import EntitlementReplies
from components.follow_up_replies import follow_up_replies
from components.language_replies import language_replies
from components.payment_replies import PaymentReplies
from components.safety_replies import SafetyReplies
from components.service_replies import ServiceReplies
from wording import LANGUAGES, read_wording

BOT = Path(__file__).parents[2]
WORDING = read_wording()
TELLING = read_telling(WORDING)
TEXTS = sorted(WORDING.texts)
SAMPLES = {
    "attempts_left": "২",
    "amount": "১,৯৫০ টাকা",
    "benefit": "কম দামে তেল, ডাল ও চিনি",
    "call_after": "সন্ধ্যা ৬:৩০টা",
    "call_on": "বৃহস্পতিবার ২৯ সেপ্টেম্বর",
    "call_time": "অফিসের সময়ে",
    "complaint": "টাকা আসেনি। বয়স্ক ভাতা, জুলাই-সেপ্টেম্বর ২০২৬, ১,৯৫০ টাকা।",
    "date": "১২ সেপ্টেম্বর ২০২৬",
    "decision_due_on": "২৪ সেপ্টেম্বর ২০২৬",
    "apply_at": "ইউনিয়ন ডিজিটাল সেন্টার, মাসের ১-২০ তারিখ; বা উপজেলা মহিলা বিষয়ক অফিস।",
    "entitlements": "আপনি ১২ সেপ্টেম্বর ২০২৬ থেকে প্রতিবন্ধী ভাতা পান। মাসে ৯০০ টাকা।",
    "first_answer_on": "২৪ সেপ্টেম্বর ২০২৬",
    "facts": "বয়স্ক ভাতা, জুলাই-সেপ্টেম্বর ২০২৬, ১,৯৫০ টাকা",
    "fiscal_year": "২০২৬-২৭",
    "kind": "ডিলার মাল দেয় না বা দাম বেশি",
    "month": "সেপ্টেম্বর ২০২৬",
    "months": "৩",
    "number": "১৬২৪৭",
    "numbers": "৯৯৯, ১০৯",
    "papers": "এনআইডি বা জন্ম নিবন্ধন, নিজের এনআইডিতে মোবাইল ব্যাংকিং বা ব্যাংক হিসাব, ছবি",
    "payments": "বয়স্ক ভাতা, জুলাই-সেপ্টেম্বর ২০২৬, ১,৯৫০ টাকা: ১২ সেপ্টেম্বর ২০২৬ জমা হয়েছে।",
    "period": "জুলাই-সেপ্টেম্বর ২০২৬",
    "office": "সহকারী কমিশনার (ভূমি) অফিস / উপজেলা ভূমি অফিস",
    "programme": "বয়স্ক ভাতা",
    "programmes": "বিধবা ভাতা, প্রতিবন্ধী ভাতা, মা ও শিশু সহায়তা",
    "provider": "এজেন্ট ব্যাংক",
    "qualifies": "৪-৬ মাসের গর্ভবতী, বয়স ২০-৩৫, প্রথম বা দ্বিতীয় সন্তান।",
    "question": "নিজের আয় মাসে কত টাকা?",
    "reason": "৩০ জুনে বয়স: ৬১ বছর। হতে হয় ৬২ বছর (নারী) বা বেশি",
    "reference": "৪৮২১-০৯৩৪",
    "resolution_due_on": "২৪ সেপ্টেম্বর ২০২৬",
    "what": "আমার নিজের ভাতা",
    "to_get": "আগে সুবর্ণ কার্ড নিন, উপজেলা সমাজসেবা অফিসে",
    "source": "DSS, Implementation Manual for Old Age Allowances programme (Revised) 2013",
    "then": "একজন কর্মী ফোন করবেন। নম্বর ৪৮২১-০৯৩৪।",
    "where": "আপনার দেওয়া নম্বরে ",
    "why": "এটি এখন মা ও শিশু সহায়তা এর অংশ",
    "told": "আপনার কথা পেয়েছি। নম্বর ৪৮২১-০৯৩৪। ২৪ সেপ্টেম্বর ২০২৬ এর মধ্যে জানাব।",
    "status": "সরকারি অফিসে পাঠানো হয়েছে। ২৪ সেপ্টেম্বর ২০২৬ এর মধ্যে ফল জানাব।",
}
LONGEST_BANGLA = 3
ROOM_ON_A_SCREEN = 182 - len("\n0 pichhe 00 shuru")
RENDERED = {
    *PaymentReplies(None, None, {}).renders,  # type: ignore[arg-type]
    *ApplicationReplies(None).renders,  # type: ignore[arg-type]
    *EligibilityReplies(None).renders,  # type: ignore[arg-type]
    *EntitlementReplies(None, None).renders,  # type: ignore[arg-type]
    *CaseReplies(None).renders,  # type: ignore[arg-type]
    *ComplaintReplies(TELLING).renders,
    *AsideReplies(TELLING).renders,
    *CallReplies(TELLING).renders,
    *follow_up_replies(),
    *language_replies(),
    *SafetyReplies(TELLING.helplines).renders,
    *ServiceReplies().renders,
}


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def as_sms(name: str, language: str) -> str:
    """The text with its options numbered below it, as the gateway sends it."""
    lines = [WORDING.say(name, language, **SAMPLES)]
    buttons = WORDING.buttons_of(name, language)
    return "\n".join([*lines, *(f"{n}. {button['title']}" for n, button in enumerate(buttons, 1))])


@pytest.mark.parametrize("name", TEXTS)
class TestEveryText:
    def test_is_there_in_every_language(self, name: str) -> None:
        assert all(WORDING.texts[name][language].strip() for language in LANGUAGES)

    def test_shows_the_same_in_every_language(self, name: str) -> None:
        shown = [placeholders(WORDING.texts[name][language]) for language in LANGUAGES]
        assert shown[0] == shown[1] == shown[2]
        assert shown[0] <= SAMPLES.keys()

    @pytest.mark.parametrize("language", ["bn-Latn", "en"])
    def test_needs_no_script(self, name: str, language: str) -> None:
        assert sms.encoding_of(WORDING.texts[name][language]) == "GSM-7"

    def test_fits_in_bangla(self, name: str) -> None:
        assert sms.measure(as_sms(name, "bn")).segments <= LONGEST_BANGLA


class TestMenu:
    @pytest.mark.parametrize("language", ["bn-Latn", "en"])
    def test_fits_on_one_screen(self, language: str) -> None:
        assert len(as_sms("utter_menu", language)) <= ROOM_ON_A_SCREEN


class TestDomain:
    def test_every_utterance_has_a_text_or_is_rendered(self) -> None:
        listed = YAML(typ="safe").load(BOT / "domain" / "actions.yml")["actions"]
        uttered = {name for name in listed if name.startswith("utter_")}
        assert uttered <= set(TEXTS) | RENDERED

    def test_every_action_has_a_class(self) -> None:
        listed = YAML(typ="safe").load(BOT / "domain" / "actions.yml")["actions"]
        acting = {name for name in listed if not name.startswith("utter_")}
        nothing = Surroundings(None, WORDING, TELLING, None)  # type: ignore[arg-type]
        assert acting == {action(nothing).name() for action in ACTIONS}

    def test_every_option_that_is_offered_exists(self) -> None:
        offered = {button for text in WORDING.texts.values() for button in text.get("buttons", ())}
        assert offered <= set(TEXTS)
        assert all("payload" in WORDING.texts[name] for name in offered)

    def test_a_yes_picks_what_is_offered(self) -> None:
        key = "picked_by_yes"
        picked = {name: text for name, text in WORDING.texts.items() if key in text}
        assert [name for name, text in picked.items() if text[key] not in text["buttons"]] == []
        assert all("{" not in str(WORDING.picked_by_yes(name)) for name in picked)
