"""Telephone numbers: from any customary German spelling to E.164, and masked for logs."""

from functools import lru_cache

import phonenumbers
from phonenumbers import geocoder

HOME = "DE"


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


@lru_cache(maxsize=4096)
def place_of(number: str) -> str | None:
    """The place that the area code of a German E.164 number belongs to (``Kiel``); None for mobiles and others."""
    try:
        parsed = phonenumbers.parse(number, HOME)
    except phonenumbers.NumberParseException:
        return None
    if parsed.country_code != 49 or phonenumbers.number_type(parsed) in (
        phonenumbers.PhoneNumberType.MOBILE,
        phonenumbers.PhoneNumberType.TOLL_FREE,
    ):
        return None
    return geocoder.description_for_valid_number(parsed, "de") or None
