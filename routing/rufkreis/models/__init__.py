"""Calls, the desks that take them, the offers between the two, and what the telephone system said."""

from routing.rufkreis.models.calls import Call, Identification, IdentificationResult, Offer, Presence
from routing.rufkreis.models.lines import EntryNumber, EntryNumberKind, Pbx, Rufkreis, RufkreisQuerySet
from routing.rufkreis.models.telephony import CommandState, CtiCommand, CtiEvent, TransferPermit

__all__ = [
    "Call",
    "CommandState",
    "CtiCommand",
    "CtiEvent",
    "EntryNumber",
    "EntryNumberKind",
    "Identification",
    "IdentificationResult",
    "Offer",
    "Pbx",
    "Presence",
    "Rufkreis",
    "RufkreisQuerySet",
    "TransferPermit",
]
