import pytest

from ussd_gateway.messages import OutboxState, moves_forward

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
