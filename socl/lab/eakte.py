"""The E-AKTE of the demo: confirms at once what is laid down; and a few orders, so that the inbox shows something."""

from datetime import datetime

from eakte.actions.orders import Content, claim, file_work_order
from eakte.actions.setup import set_up_sonderpostkorb
from eakte.gateway import RECEIPTS, DropFolder, Package
from eakte.rules.lifecycle import Priority
from socl.orga.models import Person, Unit, UnitKind

ORDERS = (
    Content(
        subject="Abmeldung wegen Arbeitsaufnahme",
        text="Zu tun: Bewilligung ab 1.12. aufheben.\nGeprüft: 38 Wochenstunden.\nGesagt: Bescheid folgt.",
        code="ALG-13",
        name="Mara Beispiel",
        kundennummer="131A123456",
    ),
    Content(
        subject="Neue Bankverbindung",
        text="Zu tun: Formular abwarten, dann Konto ändern.\nGeprüft: Identität.\nGesagt: nur schriftlich.",
        code="ALG-21",
        name="Jan Muster",
        kundennummer="131B234567",
        priority=Priority.URGENT,
    ),
    Content(
        subject="Arbeitsbescheinigung beim Arbeitgeber anfordern",
        text="Zu tun: anfordern (§ 312 SGB III).\nGeprüft: liegt nicht vor.\nGesagt: OS fordert an.",
        code="ALG-03",
        name="Elif Probe",
        language="Türkisch",
    ),
)


class TakesAtOnce(DropFolder):
    """A drop folder that somebody empties the moment it is filled."""

    def put(self, package: Package) -> None:
        super().put(package)
        receipts = self.root / RECEIPTS
        receipts.mkdir(exist_ok=True)
        (receipts / package.name).touch()


def some_orders(units: dict[str, Unit], team: Unit, worker: Person, by: Person, at: datetime) -> None:
    """A Sonderpostkorb for every OS; three orders for the OS of ``team``, the last of them in ``worker``'s hand."""
    for unit in units.values():
        if unit.kind == UnitKind.OS:
            set_up_sonderpostkorb(os=unit, by=by, at=at)
    assert team.parent is not None
    for content in ORDERS:
        order = file_work_order(os=team.parent, content=content, by=by, at=at)
    claim(order=order, by=worker, at=at)
