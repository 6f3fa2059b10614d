"""One event of a telephone system, checked."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Event:
    """A checked event. ``at`` is our time; ``occurred_at`` the telephone system's."""

    event: str
    event_id: str
    call_id: str
    at: datetime
    body_hash: str
    payload: dict[str, Any]
    seq: int | None = None
    occurred_at: datetime | None = None
    from_raw: str = ""
    to_raw: str = ""
    is_outgoing: bool = False  # somebody of the house calls
    plz: str = ""
    dtmf: tuple[str, ...] = ()
    continues: str = ""  # callId of the call that a requeued caller had before
    offer_id: int | None = None
    cause: str = ""
    command_id: int | None = None
    ok: bool = False
    target: str = ""
    state: str = ""  # of an agentDevice
