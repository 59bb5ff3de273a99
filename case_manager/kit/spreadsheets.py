"""CSV files that people open in a spreadsheet."""

BYTE_ORDER_MARK = "\ufeff"  # without it Excel takes Bangla for another encoding
BEGIN_FORMULAS = ("=", "+", "-", "@", "\t", "\r")


def harmless(text: str) -> str:
    """No program that opens the file may take a cell for a formula."""
    return f"'{text}" if text.startswith(BEGIN_FORMULAS) else text
