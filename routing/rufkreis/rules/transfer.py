"""May the telephone system hand a call over? No, unless the ladder wrote a permit."""

from dataclasses import dataclass
from datetime import datetime

NO_PERMIT = "NO_PERMIT"
BOOK_ONLY = "LEISTUNGSBERATUNG_BOOK_ONLY"
OTHER_TARGET = "OTHER_TARGET"
PERMIT_EXPIRED = "PERMIT_EXPIRED"

MESSAGES = {
    NO_PERMIT: "Eine Übergabe ist nicht freigegeben. Leistungsberatungen werden als Rückruf gebucht.",
    BOOK_ONLY: "Leistungsberatungen werden nicht direkt übergeben, sondern als Rückruf gebucht.",
    OTHER_TARGET: "Die Übergabe ist nur an die Person freigegeben, die zugesagt hat.",
    PERMIT_EXPIRED: "Die Freigabe der Übergabe ist abgelaufen.",
}


@dataclass(frozen=True)
class Permit:
    """A permit in force: ``target`` until a moment, or a refusal by ``code``."""

    target: str
    code: str
    until: datetime | None


def refusal_code(permit: Permit | None, target: str, at: datetime) -> str:
    """Why the call may not be handed to ``target`` at ``at``; empty if it may. Rules SOCL 2.1/7, SOCL 2.1/8.

    Denied by default: without a permit nothing is handed over.
    """
    if permit is None:
        return NO_PERMIT
    if permit.code:
        return permit.code
    if permit.target != target:
        return OTHER_TARGET
    if permit.until is None or permit.until <= at:
        return PERMIT_EXPIRED
    return ""
