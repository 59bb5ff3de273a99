"""The assistant that ours is measured against answers at the same door."""

import httpx
from conftest import House, Loop, channel_app
from phone import Phone

from benchmarks.plain_assistant import PlainChannel


def test_answers_each_turn_and_introduces_nobody(
    loop: Loop, house: House, http: httpx.Client
) -> None:
    http.base_url = loop.serve(channel_app(house.agent, PlainChannel))
    phone = Phone(http, language="bn-Latn").sends("/ask_menu")
    menu = phone.heard
    assert phone.options
    assert phone.sends("/ask_menu").heard == menu
