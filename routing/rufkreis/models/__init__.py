"""Calls, the desks that take them, the offers between the two, and what the telephone system said."""

from routing.rufkreis.models.calls import (
    Call,
    Decision,
    Identification,
    IdentificationResult,
    Offer,
    Plan,
    Presence,
)
from routing.rufkreis.models.lines import (
    ClosedBehaviour,
    EntryNumber,
    EntryNumberKind,
    NumberChange,
    NumberDay,
    Pbx,
    Rufkreis,
    RufkreisQuerySet,
)
from routing.rufkreis.models.telephony import CommandState, CtiCommand, CtiEvent, TransferPermit

__all__ = [
    "Call",
    "ClosedBehaviour",
    "CommandState",
    "CtiCommand",
    "CtiEvent",
    "Decision",
    "EntryNumber",
    "EntryNumberKind",
    "Identification",
    "IdentificationResult",
    "NumberChange",
    "NumberDay",
    "Offer",
    "Pbx",
    "Plan",
    "Presence",
    "Rufkreis",
    "RufkreisQuerySet",
    "TransferPermit",
]
