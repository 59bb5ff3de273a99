"""One phone on the page of phones, used as a person uses it."""

import re
from dataclasses import dataclass
from unicodedata import normalize

from playwright.sync_api import Locator, Page, expect

from tests.e2e.house import House

START_ANEW = ("নতুন করে শুরু", "Notun kore shuru", "Start anew")
REFERENCE = re.compile(r"\b(\d{4})[ -]?(\d{4})\b")


def open_phones(
    page: Page, house: House, language: str = "en", *, count: int = 1
) -> list["Handset"]:
    page.goto(f"{house.url('gateway')}/simulator?lang={language}")
    page.locator(".phone").first.wait_for()
    for _ in range(count - 1):
        page.locator("#add").click()
    return [Handset(element) for element in page.locator(".phone").all()]


@dataclass
class Handset:
    element: Locator

    def take(self, number: str, *, bangla: bool = False) -> None:
        field = self.element.locator(".number")
        field.fill(number)
        field.press("Tab")
        self.element.locator(".script").select_option(
            "simulator-ussd-bangla" if bangla else "simulator-ussd"
        )

    def dial(self) -> str:
        self.element.locator(".end").click()
        return self._press()

    def dial_anew(self) -> str:
        """What an earlier call left open is not gone on with."""
        first = self.dial()
        for words in START_ANEW:
            if words in first:
                return self.choose(words)
        return first

    def answer(self, text: str) -> str:
        self.element.locator(".entry").fill(text)
        return self._press()

    def choose(self, words: str) -> str:
        """The number that stands before these words, on this screen or on one behind it."""
        words = normalize("NFC", words)
        for _ in range(8):
            shown = normalize("NFC", self.screen)
            if found := re.search(rf"^([0-9০-৯]+)\. .*{words}", shown, re.MULTILINE):
                return self.answer(found[1])
            assert re.search(r"^(9|৯) ", shown, re.MULTILINE), f"{words} is not offered"
            self.answer("9")
        raise AssertionError(f"{words} is not offered")

    @property
    def screen(self) -> str:
        return self.element.locator(".text").inner_text()

    def whole_text(self) -> str:
        """The page that is shown and all that come after it."""
        pages = [self.screen]
        while re.search(r"^(9|৯) |\s(9|৯) ", pages[-1].rpartition("\n")[2]) and len(pages) < 8:
            pages.append(self.answer("9"))
        return "\n".join(pages)

    def sends(self, text: str) -> None:
        self.element.locator(".sms").fill(text)
        self.element.locator(".send").click()
        expect(self.element.locator(".list li.mine").last).to_contain_text(text)

    def hears(self, words: str | re.Pattern[str]) -> str:
        message = self.element.locator(".list li:not(.mine)", has_text=words).last
        message.wait_for(timeout=45_000)
        return message.inner_text()

    def _press(self) -> str:
        """The button waits while the network does."""
        button = self.element.locator(".call")
        button.click()
        expect(self.element.locator(".display")).to_have_attribute("aria-busy", "false")
        return self.screen


def reference_in(text: str) -> str:
    latin = text.translate(str.maketrans("০১২৩৪৫৬৭৮৯", "0123456789"))
    found = REFERENCE.search(latin)
    assert found, "there is no reference of eight digits"
    return found[1] + found[2]
