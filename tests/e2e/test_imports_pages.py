"""A list on its way through a browser: dropped, its columns chosen, tried, taken over."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from case_manager.db import make_sessions
from case_manager.imports.files.kept_files import KeptFiles
from case_manager.imports.lists.reading_files import reader_of
from case_manager.imports.running.importer import Importer
from case_manager.vocabulary import Role
from tests.e2e.desk import (
    LANGUAGES,
    Desk,
    complaints,
    context,
    desk,
    page,
    sign_in,
    tab_to,
)
from tests.e2e.test_desk_layout import assert_for_everybody

pytestmark = pytest.mark.browser

__all__ = ["complaints", "context", "desk", "page"]

EMAIL = "farida@example.org"
NID = "1965269200001"  # of the desk's one person
HEADING = "Id,Programme,Instalment,Amount,Status,Payment Date,Reason,MFS\n"
PAID = f"{NID},oaa,Apr-Jun 2026,1950,Paid,5/7/2026,,Nagad\n"
DROP = """
async ([name, content]) => {
  const dropped = new DataTransfer();
  dropped.items.add(new File([content], name, { type: "text/csv" }));
  const zone = document.querySelector("#drop-zone");
  const how = { bubbles: true, cancelable: true, dataTransfer: dropped };
  for (const type of ["dragover", "drop"]) zone.dispatchEvent(new DragEvent(type, how));
}
"""


def wrong(number: int) -> str:
    return f"{NID},oaa,Jan-Mar 2026,{number * 1_000_000},Paid,5/4/2026,,Nagad\n"


@pytest.fixture(scope="module", autouse=True)
def administrator(desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    desk.add_user(EMAIL, role=Role.ADMINISTRATOR)
    desk.open_case("taka pai nai")  # and with it one person of the register, who is paid
    before = desk.app.state.settings
    folder = tmp_path_factory.mktemp("imports")
    desk.app.state.settings = before.model_copy(update={"imports_folder": folder})
    yield
    desk.app.state.settings = before


@pytest.fixture
def work(desk: Desk) -> Callable[[], None]:
    """What the worker does until nothing more is to be done."""
    files = KeptFiles(desk.app.state.settings.imports_folder)
    importer = Importer(
        make_sessions(desk.engine),
        reader_of(files, desk.keys),
        desk.keys,
        frozenset(),
        lambda: datetime.now(UTC),
    )

    def work() -> None:
        while importer.run_next():
            pass

    return work


def drop(page: Page, name: str, content: str) -> None:
    page.goto("/imports")
    page.locator("#source").fill("dss_payroll")
    page.evaluate(DROP, [name, content])
    expect(page.locator("#file-said")).to_contain_text(name)
    page.locator("form[action='/imports'] .btn-primary").click()
    page.wait_for_url(re.compile("/imports/[0-9a-f-]{36}/columns$"))


def try_it(page: Page) -> None:
    page.locator("#column-nid").select_option("Id")
    page.locator("form[action$='/checks'] .btn-primary").click()
    page.wait_for_url(re.compile("/imports/[0-9a-f-]{36}$"))


def test_a_dropped_list_is_tried_and_taken_over(
    page: Page, work: Callable[[], None], complaints: list[str]
) -> None:
    sign_in(page, "en", EMAIL)
    page.locator(".menu summary").click()
    page.get_by_role("link", name="Lists").click()
    drop(page, "october.csv", HEADING + PAID + wrong(2) + wrong(3))
    expect(page.locator("#column-provider")).to_have_value("MFS")
    expect(page.locator("#column-nid")).to_have_value("")
    page.locator("form[action$='/checks'] .btn-primary").click()
    expect(page.get_by_role("alert")).to_contain_text("NID / Birth registration / Beneficiary id")
    try_it(page)
    expect(page.locator("progress")).to_be_visible()
    work()
    expect(page.get_by_text("Nothing has changed yet")).to_be_visible()
    expect(page.locator("#progress")).to_contain_text(re.compile(r"New\s*1"))
    refused = page.locator("#refused")
    expect(refused).to_contain_text("The amount is more than 10 lakh taka.")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download refused rows").click()
    lines = Path(download.value.path()).read_text("utf-8-sig").splitlines()
    assert lines[0] == "Line,Column,Reason"
    assert [line.split(",")[:2] for line in lines[1:]] == [["3", "Amount"], ["4", "Amount"]]
    page.get_by_role("button", name="Take over (1)").click()
    expect(page.locator("progress")).to_be_visible()
    work()
    expect(page.locator(".page-head .badge-done")).to_be_visible()
    page.goto("/imports")
    expect(page.locator("tbody tr").first).to_contain_text("october.csv")
    assert [each for each in complaints if "422" not in each] == []  # no NID was chosen at first


def test_columns_are_remembered_and_it_can_be_left(page: Page, work: Callable[[], None]) -> None:
    sign_in(page, "en", EMAIL)
    drop(page, "november.csv", HEADING + PAID)
    try_it(page)
    drop(page, "december.csv", HEADING + PAID)
    expect(page.locator("#column-nid")).to_have_value("Id")
    try_it(page)
    page.get_by_role("button", name="Do not take over").click()
    expect(page.get_by_text("Nothing was changed.")).to_be_visible()


def test_the_keyboard_is_enough(page: Page, tmp_path: Path) -> None:
    path = tmp_path / "keys.csv"
    path.write_text(HEADING + PAID)
    sign_in(page, "en", EMAIL)
    page.goto("/imports")
    page.locator("#kind-payments").focus()
    tab_to(page, "#source")
    page.keyboard.type("dss_payroll")
    tab_to(page, "#file")
    page.locator("#file").set_input_files(path)
    tab_to(page, "form[action='/imports'] .btn-primary")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/columns$"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_anybody_can_read_it_on_any_screen(
    page: Page, language: str, scheme: str, work: Callable[[], None]
) -> None:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    sign_in(page, language, EMAIL)
    page.goto("/imports")
    assert_for_everybody(page)
    drop(page, f"{language}-{scheme}.csv", HEADING + PAID + wrong(2))
    page.locator("#column-batch").select_option("")
    page.locator("#column-programme").select_option("=")
    expect(page.locator("input[name='value.programme']")).to_be_visible()
    page.locator("#column-programme").select_option("Programme")
    assert_for_everybody(page)
    try_it(page)
    assert_for_everybody(page)
    work()
    page.locator("#refused-title").wait_for()
    assert_for_everybody(page)


@pytest.mark.parametrize(("language", "size"), [("bn", "১.২ কিলোবাইট"), ("en", "1.2 kilobytes")])
def test_how_large_a_chosen_file_is_stands_in_words(page: Page, language: str, size: str) -> None:
    sign_in(page, language, EMAIL)
    page.goto("/imports")
    page.evaluate(DROP, ["talika.csv", "x" * 1_200])
    expect(page.locator("#file-said")).to_have_text(f"talika.csv · {size}")
