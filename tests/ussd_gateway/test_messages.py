import pytest

from ussd_gateway.messages import OutboxState, Webhook, moves_forward

S = OutboxState


@pytest.mark.parametrize(
    ("old", "new", "moves"),
    [
        (S.SENDING, S.ACCEPTED, True),
        (S.ACCEPTED, S.DELIVERED, True),
        (S.QUEUED, S.FAILED, True),
        (S.SENT, S.ACCEPTED, False),
        (S.SENT, S.SENT, False),
        (S.DELIVERED, S.FAILED, False),
        (S.FAILED, S.DELIVERED, False),
    ],
)
def test_a_state_never_moves_back(old: S, new: S, moves: bool) -> None:
    assert moves_forward(old, new) is moves


def test_a_request_shows_nothing_of_what_came_in_it() -> None:
    query = {"text": "amar pin 4821", "from": "01712345678"}
    url = "https://sms.nalish.example/channels/kannel/inbound?text=amar+pin+4821&from=01712345678"
    request = Webhook(url, {"X-Kannel-From": "01712345678"}, query, b"amar pin 4821")
    assert not [each for each in ("4821", "1712345678") if each in repr(request)]
