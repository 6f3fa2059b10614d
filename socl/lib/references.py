"""Booking references that survive a telephone line: no letter that sounds or looks like another sign."""

import secrets

# No 0/O, 1/I/L, and one only of B/P, D/T, M/N, V/W: what remains is clear when spoken.
# 23 signs, a prime number: every single wrong sign and every swap of two signs is found.
ALPHABET = "23456789ACEFHJKMRTUWXYZ"
LENGTH = 7


def check_character(body: str) -> str:
    """The check character of ``body``: the sum of sign times place, modulo the alphabet's size."""
    total = sum(place * ALPHABET.index(sign) for place, sign in enumerate(body, start=1))
    return ALPHABET[total % len(ALPHABET)]


def new_reference() -> str:
    """A random reference such as ``K7XW-4RCE`` (seven signs and the check character)."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return f"{body[:4]}-{body[4:]}{check_character(body)}"


def parse_reference(spoken: str) -> str | None:
    """The reference as stored, from whatever spacing and case it was typed in; None if it cannot be one."""
    signs = "".join(c for c in spoken.upper() if c not in " -.")
    if len(signs) != LENGTH + 1 or any(c not in ALPHABET for c in signs):
        return None
    if check_character(signs[:-1]) != signs[-1]:
        return None
    return f"{signs[:4]}-{signs[4:]}"
