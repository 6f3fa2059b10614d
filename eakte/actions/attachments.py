"""Attaching a file to a work order."""

import hashlib
from datetime import datetime

import filetype
from django.db import transaction

from eakte.actions.orders import held_by_other
from eakte.models import Attachment, WorkOrder
from eakte.rules.attachments import fault_of, plain_name
from eakte.rules.lifecycle import State
from socl.journal.record import record
from socl.lib.refusal import Refusal
from socl.orga.models import Person


@transaction.atomic
def attach(*, order: WorkOrder, name: str, content: bytes, by: Person, at: datetime) -> Attachment:
    """Attach a file, judged by its content and not by its name; the same bytes again are the same attachment.

    Refusals: ``too_large`` (413), ``unsupported_media_type`` (415), ``too_many``, ``held_by_other``, ``wrong_state`` when
    the order is done. Rule EAKTE-3.
    """
    order = WorkOrder.objects.select_for_update(no_key=True).get(pk=order.pk)
    if order.state == State.DONE:
        raise Refusal("wrong_state", "Der Auftrag ist erledigt.", rule="EAKTE-1")
    if order.holder_id not in (None, by.pk):
        raise held_by_other()
    digest = hashlib.sha256(content).hexdigest()
    there = order.attachments.defer("content").filter(digest=digest).first()
    if there is not None:
        return there
    kind = filetype.guess_mime(content) or ""
    fault = fault_of(kind, len(content), order.attachments.count())
    if fault is not None:
        raise Refusal(fault.code, fault.message, rule="EAKTE-3", status=fault.status)
    made = Attachment.objects.create(
        order=order,
        name=plain_name(name),
        kind=kind,
        size=len(content),
        digest=digest,
        content=content,
        at=at,
        by=by,
    )
    record("attach", order, by=by, at=at, rule="EAKTE-3", kind=kind, size=len(content))
    return made
