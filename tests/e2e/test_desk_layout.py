"""The desk on a phone, a tablet and a desk's screen: everything in its place and readable."""

import re
from itertools import pairwise

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.desk import (
    LANGUAGES,
    PHONE,
    Desk,
    complaints,
    context,
    desk,
    findings,
    page,
    sign_in,
    write_to_citizen,
)

pytestmark = pytest.mark.browser

__all__ = ["complaints", "context", "desk", "page"]

SCHEMES = ["light", "dark"]
WIDTHS = [360, 768, 1440]
TOP_BAR_WIDTHS = (360, 640, 768, 820, 900, 1024, 1100, 1440)
READABLE = 40  # pixels: the first letters of a place
BROKEN_PARTS = """() => {
  const bar = document.querySelector(".top-bar").getBoundingClientRect();
  const words = document.createTreeWalker(document.querySelector(".top-bar"), NodeFilter.SHOW_TEXT);
  const broken = [];
  while (words.nextNode()) {
    const parent = words.currentNode.parentElement;
    const hidden = parent.closest(".visually-hidden, .menu-sheet");
    if (hidden || !words.currentNode.data.trim() || !parent.checkVisibility()) continue;
    if (getComputedStyle(parent).clipPath !== "none") continue;
    const range = document.createRange();
    range.selectNodeContents(words.currentNode);
    const lines = new Set([...range.getClientRects()].map((box) => Math.round(box.top)));
    const box = range.getBoundingClientRect();
    const inside = box.top >= bar.top && box.bottom <= bar.bottom && box.right <= bar.right;
    if (lines.size > 1 || !inside) broken.push(words.currentNode.data.trim());
  }
  return broken;
}"""
WORDS = "kothao hariye gechhe"


def search(page: Page, words: str) -> None:
    page.locator("#search-words").fill(words)
    page.keyboard.press("Enter")
    page.wait_for_url("**/cases/searches")


def assert_fits(page: Page) -> None:
    """Nothing reaches beyond the screen, however wide it is."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 740})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url


def assert_for_everybody(page: Page) -> None:
    """It fits, and nothing keeps anybody from reading it on a phone or at a desk."""
    assert_fits(page)
    for width in (360, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        assert findings(page) == []


def is_whole(words: Locator) -> bool:
    """Neither cut by itself nor by what holds it."""
    return bool(
        words.evaluate(
            """(part) => part.scrollWidth <= part.clientWidth + 1
            && part.getBoundingClientRect().right
            <= part.parentElement.getBoundingClientRect().right + 1"""
        )
    )


def lines_of_top_bar(page: Page) -> list[list[tuple[float, float]]]:
    """From where to where each of its parts reaches, line by line."""
    lines: dict[int, list[tuple[float, float]]] = {}
    for part in page.locator(".top-bar :is(a, input, button, summary):visible").all():
        box = part.bounding_box()
        assert box
        middle = round((box["y"] + box["height"] / 2) / 10)
        lines.setdefault(middle, []).append((box["x"], box["x"] + box["width"]))
    return [sorted(parts) for parts in lines.values()]


@pytest.mark.parametrize("language", LANGUAGES)
class TestLayout:
    def test_nothing_is_wider_than_the_screen(self, desk: Desk, page: Page, language: str) -> None:
        case = desk.open_case("টাকা পাইনি " * 30)
        sign_in(page, language)
        for path in ("/nothing", "/cases/filters", "/cases/new", f"/cases/{case.reference}"):
            page.goto(path)
            assert_fits(page)
        page.goto("/cases")
        assert_fits(page)
        search(page, "টাকা")
        assert_fits(page)

    def test_each_part_of_the_top_bar_is_one_line_of_text_inside_it(
        self, page: Page, language: str
    ) -> None:
        sign_in(page, language)
        for path in ("/cases", "/figures"):
            page.goto(path)
            for width in TOP_BAR_WIDTHS:
                page.set_viewport_size({"width": width, "height": 740})
                assert page.evaluate(BROKEN_PARTS) == [], (path, width)

    def test_without_their_words_the_parts_of_the_top_bar_keep_their_names(
        self, page: Page, language: str
    ) -> None:
        sign_in(page, language)
        page.set_viewport_size({"width": 820, "height": 740})
        expect(page.locator(".new-case")).to_have_accessible_name(re.compile("New|নতুন"))
        expect(page.locator(".top-bar summary")).to_contain_text("Salma Khatun")

    def test_a_row_of_a_paused_case_keeps_its_name_and_its_place(
        self, desk: Desk, page: Page, language: str
    ) -> None:
        case = desk.open_case(WORDS)
        write_to_citizen(page, case, language)
        page.locator("#text").fill("Kobe?")
        page.locator('form[action*="/replies"] .btn-primary').click()
        row = page.locator(f'[data-reference="{case.reference}"]')
        for path in ("/cases", f"/cases/{case.reference}"):
            page.goto(f"{path}?queue=waiting_for_citizen")
            for width in (820, 1440, 1920):
                page.set_viewport_size({"width": width, "height": 740})
                assert is_whole(row.locator(".case-row-who")), (path, width)
                place = row.locator(".case-row-place").bounding_box()
                assert place
                assert place["width"] >= READABLE, (path, width)
        expect(row.locator(".badge-paused")).to_have_attribute("title", re.compile("left|বাকি"))

    def test_the_top_bar_overlaps_nowhere(self, page: Page, language: str) -> None:
        sign_in(page, language)
        for width, lines in ((360, 2), (640, 2), *((width, 1) for width in TOP_BAR_WIDTHS[2:])):
            page.set_viewport_size({"width": width, "height": 740})
            found = lines_of_top_bar(page)
            assert len(found) == lines, width
            for parts in found:
                assert parts[-1][1] <= width
                assert all(end <= start for (_, end), (start, _) in pairwise(parts))

    def test_a_phone_shows_which_queue_is_open(self, page: Page, language: str) -> None:
        sign_in(page, language)
        page.set_viewport_size({"width": 360, "height": 740})
        page.goto("/cases?queue=closed")
        expect(page.locator(".queues [aria-current]")).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_search_intake_and_keys_can_be_read_by_everybody(
    desk: Desk, page: Page, language: str, scheme: str
) -> None:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    desk.open_case(WORDS)
    sign_in(page, language)
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    assert findings(page) == []
    page.goto("/cases/new")
    assert findings(page) == []
    search(page, WORDS)
    expect(page.locator(".case-row")).not_to_have_count(0)
    assert findings(page) == []
    search(page, "zebra")
    expect(page.locator(".empty")).to_be_visible()
    assert findings(page) == []


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_who_has_an_open_case_already_is_seen_and_opened_anyway_by_keyboard(
    desk: Desk, page: Page, language: str, scheme: str
) -> None:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    case = desk.open_case(WORDS)
    sign_in(page, language)
    page.goto("/cases/new")
    page.locator("#category").select_option("payment_not_received")
    page.locator("#words").fill("again, in person")
    page.locator("#phone").fill(PHONE)
    page.keyboard.press("Enter")
    expect(page.locator(f'.already-open a[href="/cases/{case.reference}"]')).to_be_focused()
    assert findings(page) == []
    assert_fits(page)
    page.locator("#phone").press("Enter")
    page.wait_for_url(re.compile(r"/cases/\d+$"))
    expect(page.locator(".entry-citizen")).to_contain_text("again, in person")
