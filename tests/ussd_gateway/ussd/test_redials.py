"""Whoever dials again soon after a call broke off."""

import pytest

from tests.ussd_gateway.harness import Gateway
from tests.ussd_gateway.ussd.handset import Handset
from ussd_gateway.messages import Language
from ussd_gateway.texts import ussd_text

pytestmark = pytest.mark.anyio
NOT_FINISHED = ussd_text("not_finished", Language.BANGLISH)
NO_SUCH = ussd_text("no_such_number", Language.BANGLISH)


class TestRedial:
    async def test_within_minutes_it_offers_to_go_on(self, phone: Handset) -> None:
        await phone.dials()
        await phone.types("2")
        broken_off = phone.screen
        await phone.hangs_up()
        await phone.dials()
        phone.sees(NOT_FINISHED, "1. ", "2. ")
        await phone.types("1")
        assert phone.screen == broken_off

    async def test_and_offers_it_again_when_the_offer_broke_off(self, phone: Handset) -> None:
        await phone.dials()
        await phone.types("some words")
        await phone.dials()
        await phone.dials()
        phone.sees(NOT_FINISHED)
        await phone.types("1")
        phone.sees("heard: some words")

    async def test_the_options_are_still_the_same(self, phone: Handset) -> None:
        await phone.dials()
        await phone.types("1")
        await phone.types("0")
        await phone.dials()
        await phone.types("1")
        await phone.types("some words")
        phone.sees("heard: some words")

    async def test_or_to_start_anew(self, phone: Handset, gateway: Gateway) -> None:
        await phone.dials()
        await phone.types("1")
        await phone.dials()
        await phone.types("2")
        phone.sees("Welcome")
        assert gateway.assistant.heard == ["/greet", "/choose{1}", "/go_home"]

    @pytest.mark.parametrize("number", ["5", "0", "9"])
    async def test_another_number_is_asked_again(self, phone: Handset, number: str) -> None:
        await phone.dials()
        await phone.types("1")
        await phone.dials()
        await phone.types(number)
        phone.sees(NO_SUCH, NOT_FINISHED)

    @pytest.mark.parametrize("typed", ["some words", "4567 1952", "1952"])
    async def test_words_are_an_answer(self, phone: Handset, typed: str) -> None:
        await phone.dials()
        await phone.types("1")
        await phone.dials()
        await phone.types(typed)
        phone.sees(f"heard: {typed}")

    async def test_not_after_the_end_nor_from_home(self, phone: Handset) -> None:
        await phone.dials()
        await phone.dials()
        phone.sees("Welcome")
        await phone.types("3")
        await phone.dials()
        phone.sees("Welcome")

    async def test_not_where_only_a_menu_is_left(self, phone: Handset) -> None:
        await phone.dials()
        await phone.types("done")
        phone.sees("That is all", "option 1")
        await phone.dials()
        phone.sees("Welcome")

    async def test_not_where_the_last_page_was_read(self, phone: Handset) -> None:
        await phone.dials()
        await phone.types("2")
        while "end" not in phone.screen:
            await phone.types("9")
        await phone.dials()
        phone.sees("Welcome")

    async def test_not_when_the_talk_went_on_by_sms(self, phone: Handset, gateway: Gateway) -> None:
        await phone.dials()
        await phone.types("1")
        await gateway.phone().sends("hello")
        await phone.dials()
        phone.sees("Welcome")

    async def test_not_on_another_channel(self, phone: Handset, gateway: Gateway) -> None:
        await phone.dials()
        await phone.types("1")
        bangla = Handset(gateway, channel="simulator-ussd-bangla")
        await bangla.dials()
        bangla.sees("Welcome")
