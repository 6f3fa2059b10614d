"""The signed link to one's own Termin: it names a number and whether it may confirm, nothing else."""

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from django.conf import settings
from django.core import signing
from django.urls import reverse

from atv.otv.models import OtvTermin

SALT = "otv.link"


class Power(StrEnum):
    """What a link may do: one that came by mail also confirms that the address is right."""

    MANAGE = "m"
    CONFIRM = "c"


class Link(NamedTuple):
    """A Termin and what may be done with it."""

    termin: OtvTermin
    power: Power


def address_of(termin: OtvTermin, power: Power) -> str:
    """The whole address for a letter or an answer."""
    return settings.BASE_URL + reverse("termin_link", args=[token_of(termin, power)])


def token_of(termin: OtvTermin, power: Power) -> str:
    """The signed part of the address."""
    return signing.Signer(salt=SALT, sep="~").sign(f"{power}{termin.pk}")


def follow(token: str) -> Link | None:
    """The Termin behind a token; None for anything that we have not signed, and for what is deleted."""
    try:
        said = signing.Signer(salt=SALT, sep="~").unsign(token)
        power, number = Power(said[:1]), int(said[1:])
    except (signing.BadSignature, ValueError):
        return None
    found = OtvTermin.objects.with_all().filter(pk=number).first()
    return None if found is None else Link(found, power)


def is_over(termin: OtvTermin, at: datetime) -> bool:
    """True from the end of the Termin on: the link has nothing to do any more."""
    return at >= termin.booking.ends_at
