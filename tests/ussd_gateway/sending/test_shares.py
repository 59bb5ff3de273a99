import random
from collections import Counter

import pytest

from ussd_gateway.messages import Priority
from ussd_gateway.sending.shares import Line, share_out

ANSWERS = Line(Priority.CONVERSATION, "")
NOTICES = Line(Priority.NOTICE, "payment")
REPLIES = Line(Priority.NOTICE, "case_reply")
CAMPAIGN = Line(Priority.BULK, "campaign")


def strictly() -> float:
    return 0.999


def test_answers_go_before_notices_and_notices_before_bulk() -> None:
    waiting = {CAMPAIGN: [1] * 5, NOTICES: [1] * 5, ANSWERS: [1] * 5}
    assert share_out(waiting, messages=5, segments=99, draw=strictly) == {ANSWERS: 5}
    assert share_out(waiting, messages=8, segments=99, draw=strictly) == {ANSWERS: 5, NOTICES: 3}
    everything = share_out(waiting, messages=99, segments=99, draw=strictly)
    assert everything == {ANSWERS: 5, NOTICES: 5, CAMPAIGN: 5}


def test_bulk_goes_on_while_answers_never_end() -> None:
    draw = random.Random(1).random
    waiting = {CAMPAIGN: [1] * 100, NOTICES: [1] * 100, ANSWERS: [1] * 100}
    going: Counter[Line] = Counter()
    for _ in range(1000):
        going += share_out(waiting, messages=1, segments=1, draw=draw)
    assert going[ANSWERS] > 850
    assert going[NOTICES] > 50
    assert going[CAMPAIGN] > 3


def test_budgets_of_one_priority_get_equally_many_segments() -> None:
    waiting = {NOTICES: [3] * 100, REPLIES: [1] * 100}
    going = share_out(waiting, messages=200, segments=60, draw=random.Random(1).random)
    assert going[NOTICES] == pytest.approx(10, abs=1)
    assert going[REPLIES] == pytest.approx(30, abs=1)


def test_what_one_budget_does_not_need_the_other_gets() -> None:
    waiting = {NOTICES: [1], REPLIES: [1] * 100}
    going = share_out(waiting, messages=10, segments=99, draw=strictly)
    assert going == {NOTICES: 1, REPLIES: 9}


def test_a_long_message_goes_when_anything_may_go() -> None:
    assert share_out({NOTICES: [9]}, messages=5, segments=1, draw=strictly) == {NOTICES: 1}


def test_nothing_goes_where_nothing_waits() -> None:
    assert share_out({}, messages=5, segments=5, draw=strictly) == {}
    assert share_out({NOTICES: [1]}, messages=5, segments=0, draw=strictly) == {}
