"""Two assistants behind one store: each turn may be another's."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from conftest import ASSISTANT_TOKEN, House, Loop, channel_app
from phone import Phone
from rasa.core.agent import Agent

NewPhone = Callable[..., Phone]


@pytest.fixture(scope="module")
def second(standing_house: House) -> Agent:
    """It loads its own model, as a process of its own would."""
    return standing_house.another()


@pytest.fixture(scope="module")
def second_url(second: Agent, loop: Loop) -> str:
    return loop.serve(channel_app(second))


@pytest.fixture
def second_http(second_url: str) -> Iterator[httpx.Client]:
    headers = {"Authorization": f"Bearer {ASSISTANT_TOKEN}"}
    with httpx.Client(base_url=second_url, headers=headers, timeout=30) as client:
        yield client


class TestTwoAssistants:
    def test_take_turns_in_one_complaint(
        self, new_phone: NewPhone, http: httpx.Client, second_http: httpx.Client, house: House
    ) -> None:
        phone = new_phone().sends("আমার টাকা আসে নাই").hears("কোন কিস্তি")
        for answer, question in (
            ("1", "ঠিক আছে?"),
            ("না, এপ্রিলের কিস্তি", "এপ্রিল-জুন"),
            ("1", "জমা হয়েছে"),
        ):
            phone.http = second_http if phone.http is http else http
            phone.sends(answer).hears(question)
        assert len(house.fake.cases) == 1

    def test_give_the_same_answer_to_the_same_message(
        self, new_phone: NewPhone, second_http: httpx.Client, house: House
    ) -> None:
        phone = new_phone().sends("মানুষের সাথে কথা বলতে চাই")
        heard, phone.http = phone.heard, second_http
        assert phone.sends_again().heard == heard
        assert phone.last_answer.json()["replayed"] is True
        assert len(house.fake.cases) == 1

    def test_asked_at_once_do_it_once(
        self, new_phone: NewPhone, second_http: httpx.Client, house: House
    ) -> None:
        phone = new_phone().sends("আমার টাকা আসে নাই").sends("1").hears("ঠিক আছে?").sends("সালাম")
        turn = phone.last_turn | {"message": phone.options[0]}
        turn["metadata"] = turn["metadata"] | {"message_id": f"{phone.sender}-at-once"}
        with ThreadPoolExecutor(2) as both:
            asked = [
                both.submit(each.post, "/webhooks/gateway/turns", json=turn)
                for each in (phone.http, second_http)
            ]
            answers = [each.result().json()["answers"] for each in asked]
        assert answers[0] == answers[1]
        assert len(house.fake.cases) == 1

    def test_hear_a_caseworkers_question_for_each_other(
        self, new_phone: NewPhone, second_http: httpx.Client, house: House
    ) -> None:
        phone = new_phone()
        phone.is_asked_by_caseworker("48210934")
        phone.http = second_http
        phone.sends("না, পাইনি").hears("কর্মীকে দেওয়া হলো")
