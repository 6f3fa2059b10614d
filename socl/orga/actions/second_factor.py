"""The second factor: a code generator (TOTP, RFC 6238) and recovery codes on paper."""

import hashlib
import hmac
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.crypto import get_random_string
from django_otp import devices_for_user
from django_otp.models import Device
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from socl.journal.record import record
from socl.lib.refusal import Refusal
from socl.orga.actions.people import READABLE, locked
from socl.orga.models import Person

CODES = 8


@transaction.atomic
def begin_enrolment(*, person: Person) -> TOTPDevice:
    """A secret that counts for nothing until its first code is confirmed; the same one until then."""
    locked(person)
    device: TOTPDevice | None = TOTPDevice.objects.filter(user=person, confirmed=False).first()
    return device or TOTPDevice.objects.create(user=person, name="Codegenerator", confirmed=False)


def confirm_enrolment(*, person: Person, code: str, at: datetime) -> tuple[Device, list[str]]:
    """The device that now counts instead of any before it, and the recovery codes, said once.

    Refusal: 422 ``wrong_code``, outside of any transaction: that it was wrong must stay known, it slows the next down.
    """
    device = TOTPDevice.objects.filter(user=person, confirmed=False).first()
    if device is None or not device.verify_token(code.replace(" ", "")):
        raise Refusal("wrong_code", "Der Code stimmt nicht. Bitte den aktuellen eingeben.", status=422)
    return device, _install(device, at)


@transaction.atomic
def _install(device: TOTPDevice, at: datetime) -> list[str]:
    """The device counts from now on; only digests of the recovery codes are stored."""
    person = locked(device.user)
    for old in devices_for_user(person):
        old.delete()
    device.confirmed = True
    device.save(update_fields=["confirmed"])
    codes = ["-".join(get_random_string(4, READABLE) for _ in range(3)) for _ in range(CODES)]
    paper = StaticDevice.objects.create(user=person, name="Wiederherstellung", confirmed=True)
    for word in codes:
        paper.token_set.create(token=_digest(word))
    record("enrol_second_factor", person, by=person, at=at)
    return codes


@transaction.atomic
def verified_by(*, person: Person, code: str, at: datetime) -> Device | None:
    """The device or the recovery code that accepts ``code``, each code once; None if none does.

    Wrong codes make every further attempt wait longer (django-otp's throttling).
    """
    digits, word = code.replace(" ", ""), _digest(code.strip().lower())
    for device in devices_for_user(person, for_verify=True):
        on_paper = isinstance(device, StaticDevice)
        if device.verify_token(word if on_paper else digits):
            record("use_recovery_code" if on_paper else "verify_second_factor", person, by=person, at=at)
            return device
    return None


@transaction.atomic
def reset_second_factor(*, person: Person, by: Person, at: datetime) -> None:
    """Forget the devices, for somebody who lost them; the next login asks for a new one."""
    for device in devices_for_user(person, confirmed=None):
        device.delete()
    record("reset_second_factor", person, by=by, at=at)


def _digest(word: str) -> str:
    """What is stored of a recovery code: 64 bits of an HMAC, as many as the column holds."""
    return hmac.new(settings.SECRET_KEY.encode(), f"recovery:{word}".encode(), hashlib.sha256).hexdigest()[
        :16
    ]
