import pytest
from pydantic import ValidationError

from tests.ussd_gateway.channels.smpp.messages import make_settings


def test_an_answer_is_waited_for_no_longer_than_a_message_is_ours() -> None:
    assert make_settings(response_timeout_seconds=20).response_timeout_seconds == 20
    with pytest.raises(ValidationError, match=r"at most 20: .* would go twice"):
        make_settings(response_timeout_seconds=20.1)
