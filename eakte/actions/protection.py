"""Marking a work order as a restricted record, and lifting the mark."""

from datetime import datetime

from django.db import transaction

from eakte.actions.orders import give_back
from eakte.models import WorkOrder
from eakte.rules import lifecycle
from socl.journal import bell
from socl.journal.record import record
from socl.orga.models import Person


@transaction.atomic
def restrict(*, order: WorkOrder, restricted: bool, by: Person, at: datetime) -> WorkOrder:
    """From now on only the restricted group reads it (or everybody again who could before). Done twice: no change.

    An order in somebody's hand goes back into the inbox first: whoever holds it may not read it any more, and nobody
    else could take it. § 35 (1) S. 3 SGB I. Rule DS-5.
    """
    order = WorkOrder.objects.select_for_update(no_key=True).get(pk=order.pk)
    if order.restricted == restricted:
        return order
    if restricted and lifecycle.RETURN.allows(order.state):
        order = give_back(order=order, note="", by=by, at=at, for_holder=True)
    order.restricted = restricted
    order.save(update_fields=["restricted"])
    record("restrict" if restricted else "unrestrict", order, by=by, at=at, rule="DS-5")
    bell.ring(f"postkorb:{order.postkorb_id}")
    return order
