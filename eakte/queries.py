"""Reading orders: the inbox as one whole, one order with its history, and the package for the E-AKTE."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from eakte.models import Attachment, Delivery, DeliveryState, Sonderpostkorb, WorkOrder
from eakte.rules.lifecycle import OPEN, WAITING, State
from socl.lib.refusal import Refusal
from socl.lib.workdays import berlin_day, berlin_iso
from socl.orga.gates import Scope
from socl.orga.models import Person, Unit, UnitKind
from socl.orga.queries import unit_json

MOST_SHOWN = 100


def postkorb_of(os: Unit) -> Sonderpostkorb:
    """The Sonderpostkorb of ``os``; a refusal if it has none yet. Rule SOCL 3/OS/4."""
    found = Sonderpostkorb.objects.filter(os=os).first()
    if found is None:
        raise Refusal(
            "no_postkorb",
            "Für diesen Operativen Service ist noch kein Sonderpostkorb eingerichtet.",
            rule="SOCL 3/OS/4",
        )
    found.os = os
    return found


def postkorb_by_id(pk: int) -> Sonderpostkorb | None:
    """The Sonderpostkorb with that id, with its OS."""
    return Sonderpostkorb.objects.filter(pk=pk).select_related("os").first()


def orders_in(scope: Scope) -> QuerySet[WorkOrder]:
    """The orders that a person with ``scope`` may see, oldest due first. Rule DS-5."""
    return (
        WorkOrder.objects.filter(scope.visible("postkorb__os"))
        .select_related("postkorb__os", "holder", "filed_by")
        .order_by("due_on", "pk")
    )


def one(pk: int) -> WorkOrder:
    """The order with its OS and holder; rights are asked before."""
    return WorkOrder.objects.select_related("postkorb__os", "holder", "filed_by").get(pk=pk)


def by_origin(scope: Scope, origin: str) -> WorkOrder:
    """The order that follows from ``origin``; a refusal (404) while there is none that ``scope`` sees. Rule ATV-37."""
    found = orders_in(scope).filter(origin=origin).first()
    if found is None:
        message = "Hierzu liegt Ihnen kein Auftrag vor. Nach einem Rückruf dauert es bis zu einer Minute."
        raise Refusal("no_order", message, rule="ATV-37", status=404)
    return found


def other_offices(postkorb: Sonderpostkorb, day: date) -> list[Unit]:
    """The OS that an order can be forwarded to: those with a Sonderpostkorb, the own region first, then by name."""
    units = Unit.objects.valid_on(day).filter(kind=UnitKind.OS, sonderpostkorb__isnull=False)
    here = postkorb.os
    return sorted(
        units.exclude(pk=here.pk).select_related("region"),
        key=lambda unit: (unit.region_id != here.region_id, unit.name),
    )


# What an inbox can be narrowed to: name in the address -> words, and the condition.
FILTERS: dict[str, str] = {
    "offen": "Wartet",
    "meine": "Bei mir",
    "arbeit": "In Bearbeitung",
    "dringend": "Dringend",
    "faellig": "Fällig und überfällig",
    "erledigt": "Erledigt",
}


def _condition(name: str, person: Person, today: date) -> Q:
    return {
        "offen": Q(state__in=WAITING),
        "meine": Q(holder=person),
        "arbeit": Q(state=State.CLAIMED),
        "dringend": Q(state__in=OPEN, priority="urgent"),
        "faellig": Q(state__in=OPEN, due_on__lte=today),
        "erledigt": Q(state=State.DONE),
    }[name]


@dataclass(frozen=True)
class Line:
    """One order in the inbox."""

    order: WorkOrder
    is_overdue: bool
    is_due: bool


@dataclass(frozen=True)
class Inbox:
    """The whole inbox page: the chosen filter, how many each holds, and the orders."""

    postkorb: Sonderpostkorb
    chosen: str
    counts: list[tuple[str, str, int]]  # name, words, number of orders
    lines: list[Line]
    more: int  # orders beyond those shown
    veiled: int  # restricted orders, not done yet, of which this reader sees nothing but that there are some


def inbox(
    postkorb: Sonderpostkorb, chosen: str, person: Person, at: datetime, *, cleared: bool = False
) -> Inbox:
    """What waits at an OS, at most 100 at a time: the longest due first, done ones the latest first.

    Unless ``cleared``, restricted orders are counted and not shown. Rule DS-5.
    """
    today = berlin_day(at)
    all_here = WorkOrder.objects.filter(postkorb=postkorb)
    here = all_here if cleared else all_here.filter(restricted=False)
    numbers = here.aggregate(**{n: Count("pk", filter=_condition(n, person, today)) for n in FILTERS})
    order_by = ("-closed_at", "-pk") if chosen == "erledigt" else ("due_on", "-priority", "pk")
    found = here.filter(_condition(chosen, person, today)).select_related("holder").order_by(*order_by)
    lines = [Line(o, is_overdue(o, today), o.due_on == today and o.state in OPEN) for o in found[:MOST_SHOWN]]
    return Inbox(
        postkorb=postkorb,
        chosen=chosen,
        counts=[(name, words, numbers[name]) for name, words in FILTERS.items()],
        lines=lines,
        more=max(0, numbers[chosen] - len(lines)),
        veiled=0 if cleared else all_here.filter(restricted=True, state__in=OPEN).count(),
    )


def is_overdue(order: WorkOrder, today: date) -> bool:
    """True for an open order whose day has passed."""
    return order.state in OPEN and order.due_on < today


def attachments_of(order: WorkOrder) -> list[Attachment]:
    """The attachments of an order without their bytes, oldest first."""
    return list(order.attachments.defer("content").order_by("pk"))


def attachment_of(order: WorkOrder, pk: int) -> Attachment | None:
    """One attachment of the order with its bytes."""
    return order.attachments.filter(pk=pk).first()


def handed_over(order: WorkOrder) -> str:
    """How far the latest version has come on its way into the E-AKTE, in words."""
    latest = order.deliveries.order_by("-number").first()
    return DeliveryState(latest.state).label if latest else ""


def due_deliveries(at: datetime) -> list[int]:
    """The ids of the deliveries to be tried now, oldest first, at most 100 in one round."""
    found = Delivery.objects.filter(state__in=[DeliveryState.DUE, DeliveryState.SENT], due_at__lte=at)
    return list(found.order_by("due_at", "pk").values_list("pk", flat=True)[:100])


def order_json(order: WorkOrder) -> dict[str, Any]:
    """A work order as clients read it, with its history and attachments."""
    plain = ("id", "state", "code", "subject", "text", "priority", "name", "kundennummer", "language")
    return {
        **{name: getattr(order, name) for name in plain},
        "communication_aid": order.communication_aid,
        "restricted": order.restricted,
        "os": unit_json(order.postkorb.os),
        "due_on": order.due_on.isoformat(),
        "result": order.result,
        "filed_at": berlin_iso(order.filed_at),
        "closed_at": berlin_iso(order.closed_at) if order.closed_at else None,
        "holder": person_json(order.holder),
        "handed_over": handed_over(order),
        "attachments": [attachment_json(a) for a in attachments_of(order)],
        "history": [
            {
                "state": step.state,
                "os": unit_json(step.postkorb.os),
                "note": step.note,
                "at": berlin_iso(step.at),
                "by": person_json(step.by),
            }
            for step in order.steps.select_related("postkorb__os", "by").order_by("pk")
        ],
    }


def line_json(order: WorkOrder) -> dict[str, Any]:
    """A work order as one line of a list."""
    return {
        "id": order.pk,
        "state": order.state,
        "code": order.code,
        "subject": order.subject,
        "priority": order.priority,
        "due_on": order.due_on.isoformat(),
        "filed_at": berlin_iso(order.filed_at),
        "holder": person_json(order.holder),
    }


def attachment_json(found: Attachment) -> dict[str, Any]:
    """An attachment without its bytes."""
    return {"id": found.pk, "name": found.name, "kind": found.kind, "size": found.size}


def person_json(person: Person | None) -> dict[str, str] | None:
    """{"key", "name"} of a person."""
    return {"key": person.username, "name": person.name} if person else None


def left_unread(offices: Collection[int], today: date) -> dict[int, int]:
    """OS (id) with a Sonderpostkorb -> orders that nobody took until their day had passed. Rule SOCL 3/OS/4."""
    late = Count("orders", filter=Q(orders__state__in=WAITING, orders__due_on__lt=today))
    rows = Sonderpostkorb.objects.filter(os__in=offices).annotate(late=late)
    return dict(rows.values_list("os", "late"))
