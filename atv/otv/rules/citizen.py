"""What a citizen types: cleaned where it only looks odd, refused where nobody could use it."""

import unicodedata
from dataclasses import dataclass

from socl.lib import phone
from socl.lib.refusal import Refusal
from socl.post.rules.content import Channel, is_recipient

MOST_NAME, MOST_AID, MOST_LANGUAGE, MOST_MAIL = 120, 120, 40, 254
WRONG_NAME = "Bitte Ihren Namen angeben, höchstens 120 Zeichen in einer Zeile."
WRONG_MAIL = "Bitte eine E-Mail-Adresse angeben, zum Beispiel name@beispiel.de."
WRONG_PHONE = "Bitte eine Telefonnummer angeben, unter der wir Sie erreichen, zum Beispiel 0431 123456."


@dataclass(frozen=True)
class Citizen:
    """Who books. ``phone`` is E.164 or empty; nothing holds a sign that nobody sees."""

    name: str
    email: str
    phone: str = ""
    language: str = ""
    communication_aid: str = ""


def visible(text: str) -> str:
    """``text`` in one spelling (NFC), without marks that only turn the direction, with single blanks. Rule OTVT-7."""
    shown = "".join(c for c in unicodedata.normalize("NFC", text) if unicodedata.category(c) != "Cf")
    return " ".join(part for part in shown.split(" ") if part)


def is_one_line(text: str) -> bool:
    """True without line breaks and other control signs."""
    return not any(unicodedata.category(c) in ("Cc", "Zl", "Zp", "Cs", "Cn") for c in text)


def citizen(
    *, name: str, email: str, phone_number: str, needs_phone: bool, language: str = "", aid: str = ""
) -> Citizen:
    """The citizen, or the refusal ``invalid`` (422) that names every field at fault. Rule OTVT-7."""
    errors: dict[str, list[str]] = {}
    said, mail = visible(name), email.strip()
    if not said or len(said) > MOST_NAME or not is_one_line(said):
        errors["name"] = [WRONG_NAME]
    if len(mail) > MOST_MAIL or not is_recipient(Channel.MAIL, mail):
        errors["email"] = [WRONG_MAIL]
    number = phone.e164(phone_number) or "" if phone_number.strip() else ""
    if (needs_phone or phone_number.strip()) and not number:
        errors["phone"] = [WRONG_PHONE]
    more = {"language": (visible(language), MOST_LANGUAGE), "communication_aid": (visible(aid), MOST_AID)}
    for field, (text, most) in more.items():
        if len(text) > most or not is_one_line(text):
            errors[field] = [f"Bitte höchstens {most} Zeichen in einer Zeile."]
    if errors:
        first = next(iter(errors.values()))[0]
        raise Refusal("invalid", first, rule="OTVT-7", status=422, errors=errors)
    return Citizen(said, mail, number, visible(language), visible(aid))
