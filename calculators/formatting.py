"""Numbers as a reader wants to see them: thousands separated, a true minus, the unit beside the number."""

from __future__ import annotations

import math

__all__ = ["amount", "headline", "number", "parse_number", "percent", "periods", "plural", "within"]

MINUS = "\N{MINUS SIGN}"
NARROW = "\N{NARROW NO-BREAK SPACE}"

_SUFFIXES = {"k": 1e3, "m": 1e6, "bn": 1e9}


def number(value: float, digits: int | None = None) -> str:
    """`value` with thousands separators; as many decimals as needed, or exactly `digits`.

    >>> number(-1234.5), number(1234.0), number(0.125, 2)
    ('−1,234.5', '1,234', '0.12')
    """
    if digits is None:
        text = f"{value:,.10f}".rstrip("0").rstrip(".") if abs(value) < 1e15 else f"{value:,.0f}"
    else:
        text = f"{value:,.{digits}f}"
    if text.startswith("-"):
        bare = text[1:]
        return bare if not bare.strip("0.,") else MINUS + bare
    return text


def headline(value: float) -> str:
    """`value` rounded to three significant digits.

    >>> headline(214_321.9), headline(-0.03456), headline(12)
    ('214,000', '−0.0346', '12')
    """
    if value == 0 or not math.isfinite(value):
        return number(value)
    digits = 2 - int(f"{abs(value):e}".partition("e")[2])
    return number(round(value, digits), max(digits, 0) if abs(value) < 1 else None)


def percent(value: float, digits: int = 1) -> str:
    """A fraction as per cent.

    >>> percent(0.1306624), percent(-0.5, 0)
    ('13.1\u202f%', '−50\u202f%')
    """
    return f"{number(value * 100, digits)}{NARROW}%"


def amount(value: float, currency: str = "") -> str:
    """An amount of money, three significant digits, the currency in front.

    >>> amount(-214_321.9, "€")
    '−€214,000'
    """
    text = headline(value)
    return MINUS + currency + text[1:] if text.startswith(MINUS) else currency + text


def periods(value: float, unit: str = "year") -> str:
    """A length of time in words.

    >>> periods(1.916), periods(1.0)
    ('1.9 years', '1 year')
    """
    text = number(round(value, 1))
    return f"{text} {unit}" if text == "1" else f"{text} {unit}s"


def plural(count: int, one: str, many: str | None = None) -> str:
    """A count with its noun.

    >>> plural(1, "person", "people"), plural(2, "skill")
    ('1 person', '2 skills')
    """
    return f"{number(count)} {one if count == 1 else many or one + 's'}"


def within(name: str) -> str:
    """A name as it stands inside a sentence: with a small letter, unless it has capitals of its own.

    >>> within("Data architect"), within("DevOps")
    ('data architect', 'DevOps')
    """
    return name[:1].lower() + name[1:] if name[1:].islower() else name


def parse_number(text: str) -> float | None:
    """What a person typed as a number, or None where it is none.

    Spaces, currency signs and a per cent sign are passed over; ``k``, ``m`` and ``bn`` multiply. A comma is a decimal
    comma, unless it can only separate thousands.

    >>> [parse_number(t) for t in ("1,234.5", "0,5", "1.234,5", "250k", "−3", "12 %", "ten")]
    [1234.5, 0.5, 1234.5, 250000.0, -3.0, 12.0, None]
    """
    bare = "".join(c for c in text if not c.isspace() and c not in "€$£¥%'_\N{RIGHT SINGLE QUOTATION MARK}")
    bare = bare.replace(MINUS, "-").replace("\N{EN DASH}", "-").lower()
    factor = 1.0
    for suffix, times in _SUFFIXES.items():
        if bare.endswith(suffix):
            bare, factor = bare.removesuffix(suffix), times
            break
    if "," in bare and "." in bare:
        thousands, decimal = (",", ".") if bare.rindex(".") > bare.rindex(",") else (".", ",")
        bare = bare.replace(thousands, "").replace(decimal, ".")
    elif "," in bare:
        head, *groups = bare.lstrip("+-").split(",")
        separates = 1 <= len(head) <= 3 and head.strip("0") != "" and all(len(g) == 3 for g in groups)
        bare = bare.replace(",", "" if separates else ".")
    if not bare or not set(bare) <= set("0123456789.e+-"):
        return None
    try:
        value = float(bare) * factor
    except ValueError:
        return None
    return value if math.isfinite(value) else None
