"""The figures in a real browser: drawn, readable, reachable by keys, and counting what comes in."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.desk import (
    LANGUAGES,
    Desk,
    complaints,
    context,
    desk,
    findings,
    page,
    sign_in,
)

pytestmark = pytest.mark.browser

__all__ = ["complaints", "context", "desk", "page"]

WIDTHS = [360, 1440]
CUT = """(selects) => selects.filter((select) => {
  const style = getComputedStyle(select);
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  const needed = pen.measureText(select.selectedOptions[0].label).width;
  const room = select.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
  return needed > room;
}).map((select) => select.id)"""


def show_figures(page: Page) -> None:
    """Until every figure has come and every chart is drawn."""
    page.goto("/figures")
    expect(page.locator(".figure.is-loading")).to_have_count(0)
    expect(page.locator("[data-chart]:not([data-drawn=yes])")).to_have_count(0)


def received(page: Page) -> int:
    card = page.locator(".figure-card").first.locator(".figure-value")
    return int(card.inner_text().replace(",", ""))


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_figures_can_be_read_by_everybody(
    desk: Desk, page: Page, complaints: list[str], language: str, width: int
) -> None:
    for _ in range(5):
        desk.open_case("taka pai nai")
    sign_in(page, language)
    page.set_viewport_size({"width": width, "height": 900})
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        show_figures(page)
        assert findings(page) == []
    assert complaints == []
    assert page.locator(".chart canvas").count() == 2
    beyond = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert beyond <= 0


def test_a_new_case_is_one_more_received(desk: Desk, page: Page) -> None:
    sign_in(page)
    show_figures(page)
    before = received(page)
    desk.open_case("amar taka koi")
    show_figures(page)
    assert received(page) == before + 1


def test_table_and_file_are_one_key_away(desk: Desk, page: Page) -> None:
    desk.open_case("taka pai nai")
    sign_in(page)
    show_figures(page)
    figure = page.locator("#figure-areas")
    figure.focus()
    expect(figure.locator("table")).to_be_hidden()
    figure.press("t")
    expect(figure.locator("table")).to_be_visible()
    with page.expect_download() as download:
        figure.press("c")
    assert download.value.suggested_filename.startswith("areas-")


def test_the_map_is_switched_by_keys_to_what_was_solved_in_time(desk: Desk, page: Page) -> None:
    desk.open_case("taka pai nai")
    sign_in(page)
    show_figures(page)
    page.locator("#beside-areas_in_time").focus()
    page.keyboard.press("Enter")
    figure = page.locator("#figure-areas_in_time")
    expect(figure.locator("[data-chart][data-drawn=yes] canvas")).to_have_count(1)
    expect(figure.locator("[aria-current]")).to_be_focused()
    expect(page.locator("#figure-areas")).to_have_count(0)
    assert findings(page) == []
    figure.locator("#beside-areas").press("Enter")
    expect(page.locator("#figure-areas [data-chart][data-drawn=yes] canvas")).to_have_count(1)


@pytest.mark.parametrize("breaks", ["answer", "connection"])
def test_a_figure_that_fails_says_so_where_it_would_be(desk: Desk, page: Page, breaks: str) -> None:
    sign_in(page)
    page.route(
        "**/figures/trend?*",
        lambda route: route.fulfill(status=503) if breaks == "answer" else route.abort(),
    )
    page.goto("/figures")
    failed = page.locator(".figure", has_text="could not be counted")
    expect(failed.get_by_role("link", name="Try again")).to_be_visible()
    expect(page.locator(".figure.is-loading")).to_have_count(1)


def test_what_a_figure_means_is_told_on_focus(desk: Desk, page: Page) -> None:
    sign_in(page)
    show_figures(page)
    card = page.locator(".figure-card").last
    card.focus()
    expect(card.get_by_role("tooltip")).to_be_visible()


def test_on_paper_every_table_is_open_and_nothing_to_click_is_left(desk: Desk, page: Page) -> None:
    sign_in(page)
    show_figures(page)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    expect(page.locator(".figure-table:not([open])")).to_have_count(0)
    expect(page.locator(".figure-filters")).to_be_hidden()
    expect(page.locator(".figure-csv").first).to_be_hidden()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_choice_of_the_filters_is_cut(page: Page, language: str) -> None:
    sign_in(page, language)
    page.goto("/figures")
    for width in (360, 820, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.locator(".figure-filters select").evaluate_all(CUT) == [], width


def test_labels_of_months_stand_at_even_distances(page: Page) -> None:
    sign_in(page)
    page.goto("/figures")
    step = "async ([src, ...of]) => (await import(src)).labelStep(...of)"
    src = page.locator('script[src*="figures.js"]').get_attribute("src")
    assert page.evaluate(step, [src, 12, 90, 1300]) == 1
    assert page.evaluate(step, [src, 12, 90, 600]) == 3
    assert page.evaluate(step, [src, 12, 90, 200]) == 11


def test_a_bangla_page_counts_in_bangla(desk: Desk, page: Page) -> None:
    desk.open_case("taka pai nai")
    sign_in(page, "bn")
    show_figures(page)
    for kicker in page.locator(".figure-kicker").all():
        assert not re.search("[0-9a-z]", kicker.inner_text())
