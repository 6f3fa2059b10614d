"""The only door to the real E-AKTE. By default a folder: one directory per version, a receipt when it was taken in."""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.module_loading import import_string

from eakte import queries
from eakte.models import Delivery

RECEIPTS = "quittungen"


@dataclass(frozen=True)
class Package:
    """One version of an order as files: readable, machine-readable, and what was attached."""

    name: str
    files: dict[str, bytes]


class Gateway(Protocol):
    """What the E-AKTE has to offer. Each call may be repeated without a second effect."""

    def put(self, package: Package) -> None:
        """Lay the package down, whole or not at all; one of the same name is there already: nothing happens."""

    def acknowledged(self, name: str) -> bool:
        """True once the E-AKTE has confirmed the package."""

    def clear(self, name: str) -> None:
        """Remove what was confirmed: no personal data is left lying about."""


class DropFolder:
    """``<root>/<name>/`` holds a package; the E-AKTE confirms by a file ``<root>/quittungen/<name>``."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, package: Package) -> None:
        target, draft = self.root / package.name, self.root / f".{package.name}"
        if target.exists() or self.acknowledged(package.name):
            return
        shutil.rmtree(draft, ignore_errors=True)  # what a dead worker left
        draft.mkdir(parents=True)
        for name, content in package.files.items():
            (draft / name).write_bytes(content)
        draft.rename(target)

    def acknowledged(self, name: str) -> bool:
        return (self.root / RECEIPTS / name).exists()

    def clear(self, name: str) -> None:
        shutil.rmtree(self.root / name, ignore_errors=True)
        (self.root / RECEIPTS / name).unlink(missing_ok=True)


def gateway() -> Gateway:
    """The gateway of this installation (settings ``EAKTE_GATEWAY`` and ``EAKTE_DROP``)."""
    door: Gateway = import_string(settings.EAKTE_GATEWAY)(Path(settings.EAKTE_DROP))
    return door


def package_of(delivery: Delivery) -> Package:
    """The order as it is now, ready to be laid down."""
    order = queries.one(delivery.order_id)
    facts = queries.order_json(order)
    attached = {
        f"anlage-{n}-{a.name}": bytes(a.content) for n, a in enumerate(order.attachments.order_by("pk"), 1)
    }
    page = render_to_string("eakte/uebergabe.html", {"order": facts, "files": list(attached)})
    text = json.dumps({**facts, "version": delivery.number}, ensure_ascii=False, indent=2)
    files = {"auftrag.html": page.encode(), "auftrag.json": text.encode(), **attached}
    return Package(str(delivery), files)
