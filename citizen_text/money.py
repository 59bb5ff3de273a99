"""Money for people to read: ৳ and taka with the Bangla grouping 12,34,567."""

from citizen_text.digits import to_bangla

_TAKA = {"bn": "টাকা", "bn-Latn": "taka", "en": "taka"}
_PAISA = 100


def grouped(number: int) -> str:
    """1234567 becomes 12,34,567."""
    sign, figures = ("-" if number < 0 else ""), str(abs(number))
    head, tail = figures[:-3], figures[-3:]
    pairs = [head[max(end - 2, 0) : end] for end in range(len(head), 0, -2)]
    return sign + ",".join([*reversed(pairs), tail])


def figures(amount_paisa: int, *, bangla_digits: bool = False) -> str:
    """Whole taka without a fraction, otherwise two decimals."""
    sign = "-" if amount_paisa < 0 else ""
    taka, paisa = divmod(abs(amount_paisa), _PAISA)
    text = sign + grouped(taka) + (f".{paisa:02d}" if paisa else "")
    return to_bangla(text) if bangla_digits else text


def with_sign(amount_paisa: int, *, bangla_digits: bool = False) -> str:
    """For screens; ৳ would force an SMS into UCS-2."""
    return "৳" + figures(amount_paisa, bangla_digits=bangla_digits)


def in_words(amount_paisa: int, language: str) -> str:
    """For sentences: ১,৯৫০ টাকা, 1,950 taka."""
    return f"{figures(amount_paisa, bangla_digits=language == 'bn')} {_TAKA[language]}"
