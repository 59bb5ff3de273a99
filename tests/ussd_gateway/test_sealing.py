import pytest
from pydantic import SecretStr

from tests.ussd_gateway.harness import make_settings
from ussd_gateway.sealing import KeyMissing, NotOpened, Sealer

SEALER = Sealer(keys={1: bytes(32), 2: bytes([7] * 32)}, current=2, index_key=b"index")


def test_what_is_sealed_opens_again() -> None:
    sealed = SEALER.seal("আমার টাকা", "inbox.text:1")
    assert SEALER.open(sealed, "inbox.text:1") == "আমার টাকা"
    assert "টাকা".encode() not in sealed


def test_the_same_text_never_looks_the_same() -> None:
    assert SEALER.seal("a", "p") != SEALER.seal("a", "p")


def test_a_text_pasted_into_another_row_does_not_open() -> None:
    sealed = SEALER.seal("a", "inbox.text:1")
    with pytest.raises(NotOpened):
        SEALER.open(sealed, "inbox.text:2")


@pytest.mark.parametrize("sealed", [b"\x01", b"\x01" + bytes(5), b"\x01" + bytes(40)])
def test_what_is_no_sealed_value_does_not_open(sealed: bytes) -> None:
    with pytest.raises(NotOpened):
        SEALER.open(sealed, "p")


@pytest.mark.parametrize("sealed", [b"", b"\x09" + bytes(40)])
def test_a_key_that_is_not_there_is_told_apart(sealed: bytes) -> None:
    with pytest.raises(KeyMissing):
        SEALER.open(sealed, "p")


def test_old_keys_still_open() -> None:
    old = Sealer(keys={1: bytes(32)}, current=1, index_key=b"index")
    assert SEALER.open(old.seal("a", "p"), "p") == "a"


def test_the_index_is_stable_and_belongs_to_its_place() -> None:
    assert SEALER.index("+88017", "contacts.phone") == SEALER.index("+88017", "contacts.phone")
    assert SEALER.index("+88017", "contacts.phone") != SEALER.index("+88017", "elsewhere")


def test_the_newest_key_of_the_settings_seals() -> None:
    keys = SecretStr(f"2:{'A' * 43}=,1:{'A' * 43}=")
    assert Sealer.from_settings(make_settings(gateway_sealing_keys=keys)).current == 1


def test_keys_are_not_shown() -> None:
    assert "index'" not in repr(SEALER)
