"""Telephone numbers: from any customary German spelling to E.164, and masked for logs."""

import csv
from functools import lru_cache
from pathlib import Path

import phonenumbers

HOME = "DE"
AREA_CODES = Path(__file__).resolve().parent / "data" / "vorwahlen.csv"
LONGEST_PREFIX = 5  # digits after +49 that the table knows


def e164(raw: str) -> str | None:
    """``+4943112345`` for ``0431 12345``, ``0049431...``, ``49431...`` or ``+49431...``; None if no number.

    Telephone systems send the country code without a plus; a German number never begins with 49 otherwise
    (it would need a leading 0), so a bare 49 is read as the country code. Without an area code (``12345``, ``110``)
    it is no number: another town could not dial it. Source: ITU-T E.164.
    """
    if len(raw) > 40:
        return None
    digits = raw.strip()
    if digits.startswith("49") and digits[:2].isdigit():
        digits = "+" + digits
    if digits.lstrip("(/- ")[:1] not in ("+", "0"):
        return None
    try:
        number = phonenumbers.parse(digits, HOME)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def shown(number: str) -> str:
    """An E.164 number as people write it (``0431 12345``); anything else unchanged."""
    try:
        parsed = phonenumbers.parse(number, HOME)
    except phonenumbers.NumberParseException:
        return number
    if parsed.country_code == 49:
        return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def masked(number: str) -> str:
    """The number with its last five digits hidden, for logs and lists."""
    return number[:-5] + "*****" if len(number) > 6 else "*****"


@lru_cache(maxsize=1)
def _area_codes() -> dict[str, str]:
    with AREA_CODES.open(encoding="utf-8", newline="") as file:
        return {row["vorwahl"]: row["ort"] for row in csv.DictReader(file)}


def place_of(number: str) -> str | None:
    """The place that the area code of a German E.164 number belongs to (``Kiel``); None for mobiles and others.

    By the longest prefix. The table is the German part of libphonenumber's, kept as a file of our own because
    importing ``phonenumbers.geocoder`` loads the area codes of the whole world into every process.
    """
    if not number.startswith("+49"):
        return None
    digits = number.removeprefix("+49")
    codes = _area_codes()
    return next((codes[digits[:n]] for n in range(LONGEST_PREFIX, 1, -1) if digits[:n] in codes), None)
