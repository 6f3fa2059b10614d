"""Sonderpostkörbe and work orders through the verbs that make them."""

from typing import Any

from eakte.actions.orders import Content, file_work_order
from eakte.actions.setup import set_up_sonderpostkorb
from eakte.models import Sonderpostkorb, WorkOrder
from socl.orga.models import Person, Unit
from tests.factories.kalender import AT, system
from tests.factories.orga import nord, tsb

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00" * 40
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF" + b"\x00" * 40


def postkorb(os: Unit | None = None) -> Sonderpostkorb:
    """The Sonderpostkorb of ``os`` (Kiel's)."""
    return set_up_sonderpostkorb(os=os or nord().os, by=system(), at=AT)


def order(os: Unit | None = None, *, by: Person | None = None, at: Any = AT, **given: Any) -> WorkOrder:
    """A new order in the Sonderpostkorb of ``os`` (Kiel's), filed by a TSB."""
    usual: dict[str, Any] = {
        "subject": "Abmeldung wegen Arbeitsaufnahme",
        "text": "Zu tun: Bewilligung aufheben.",
        "code": "ALG-13",
        "name": "Mara Beispiel",
        "kundennummer": "131A123456",
    }
    return file_work_order(os=postkorb(os).os, content=Content(**(usual | given)), by=by or tsb(), at=at)
