"""What a login needs to know about an account."""

from django_otp import user_has_device

from socl.orga.models import Person


def has_second_factor(person: Person) -> bool:
    """True if the account has a confirmed code generator."""
    return bool(user_has_device(person))
