import gsmcodecs  # noqa: F401 (registers its codecs)
import pytest

from citizen_text.alphabets import BENGALI_LOCKING, BENGALI_SINGLE, GSM_BASIC, GSM_EXTENSION
from tests.ussd_gateway.rendering.texts import as_gsmcodecs_reads


@pytest.mark.parametrize(
    ("table", "escape", "codec"),
    [
        (GSM_BASIC, b"", "gsm23.038-0-0"),
        (GSM_EXTENSION, b"\x1b", "gsm23.038-0-0"),
        (as_gsmcodecs_reads(BENGALI_LOCKING), b"", "gsm23.038-4-4"),
        (BENGALI_SINGLE, b"\x1b", "gsm23.038-4-4"),
    ],
)
def test_another_library_found_the_same_tables_in_the_standard(
    table: str, escape: bytes, codec: str
) -> None:
    for code, letter in enumerate(table):
        found = (escape + bytes([code])).decode(codec, "ignore") or "·"
        assert found == letter or code == 0x1B
