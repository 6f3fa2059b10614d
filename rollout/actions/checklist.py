"""Loading the Einzelaufträge, making the checklists of the units, and ticking."""

from collections import defaultdict
from datetime import datetime

from django.db import transaction

from rollout.models import Arbeitsmittel, ChecklistItem, Einzelauftrag, Programme, Tick, WaveRegion
from rollout.rules.checklist import (
    MOVES,
    STATE_LABELS,
    ItemState,
    Klasse,
    Step,
    arbeitsmittel,
    auftraege,
    due_on,
    next_due,
)
from socl.journal.record import record
from socl.lib.refusal import Refusal
from socl.lib.workdays import berlin_day, berlin_midnight
from socl.orga.models import Person, Unit


@transaction.atomic
def load_checklists(*, at: datetime) -> int:
    """The Einzelaufträge as the data says, and an item for every unit that lacks one. Number of items added.

    What is ticked stays. Constant number of statements for the items, however many units. Rule EINF-2.
    """
    programmes = {p.code: p for p in Programme.objects.all()}
    for position, row in enumerate(auftraege()):
        Einzelauftrag.objects.update_or_create(
            key=row.key,
            defaults={
                "programme": programmes[row.programme],
                "unit_kind": row.unit_kind,
                "rule": row.rule,
                "klasse": row.klasse,
                "days": row.days,
                "every_days": row.every,
                "responsible": row.responsible,
                "text": row.text,
                "evidence": row.evidence,
                "fact": row.fact,
                "position": position,
            },
        )
    for found in arbeitsmittel():
        Arbeitsmittel.objects.get_or_create(
            key=found.key,
            defaults={
                "programme": programmes[found.programme],
                "title": found.title,
                "source": found.source,
            },
        )
    return _add_items(at)


def _add_items(at: datetime) -> int:
    by_kind = defaultdict(list)
    for auftrag in Einzelauftrag.objects.all():
        by_kind[auftrag.unit_kind, auftrag.programme_id].append(auftrag)
    units = list(Unit.objects.valid_on(berlin_day(at)).filter(kind__in={kind for kind, _ in by_kind}))
    before = ChecklistItem.objects.count()
    ChecklistItem.objects.bulk_create(
        [
            ChecklistItem(
                auftrag=auftrag,
                wave_region=row,
                unit=unit,
                klasse=auftrag.klasse,
                due_on=due_on(row.planned_on, auftrag.days),
            )
            for row in WaveRegion.objects.all()
            for unit in units
            if (unit.region_id or unit.pk) == row.region_id
            for auftrag in by_kind[unit.kind, row.programme_id]
        ],
        ignore_conflicts=True,
        batch_size=1000,
    )
    return ChecklistItem.objects.count() - before


@transaction.atomic
def tick(
    *, item: ChecklistItem, step: Step, note: str, evidence: str, by: Person, at: datetime
) -> ChecklistItem:
    """Do ``step`` with an item; a recurring one that is done is open again for its next day. Rule EINF-2.

    Refusals: ``wrong_state``, also for what recurs and was done today; ``duty`` for dropping a Pflicht; 422
    ``note_missing`` for dropping without a reason.
    """
    row = ChecklistItem.objects.select_for_update(no_key=True, of=("self",)).get(pk=item.pk)
    auftrag, move = row.auftrag, MOVES[step]
    if step is Step.DROP and row.klasse == Klasse.PFLICHT:
        raise Refusal("duty", "Eine Pflicht der Weisung entfällt nicht.", rule="EINF-2")
    if step is Step.DROP and not note.strip():
        raise Refusal("note_missing", "Bitte begründen, warum der Punkt entfällt.", status=422)
    if step is Step.DONE and auftrag.every_days and row.due_on > berlin_day(at) and _done_today(row, at):
        raise Refusal("wrong_state", "Der Punkt ist heute schon erledigt.", rule="EINF-2")
    if not move.allows(ItemState(row.state)):
        words = STATE_LABELS[ItemState(row.state)]
        raise Refusal("wrong_state", f"Der Punkt ist schon {words}.", rule="EINF-2")
    Tick.objects.create(
        item=row, state=move.target, due_on=row.due_on, note=note, evidence=evidence, at=at, by=by
    )
    if step is Step.DONE and auftrag.every_days:
        row.state = ItemState.OPEN
        row.due_on = next_due(row.due_on, auftrag.every_days, berlin_day(at))
    else:
        row.state = move.target
        row.closed_at = at if step in (Step.DONE, Step.DROP) else None
    row.save(update_fields=["state", "due_on", "closed_at"])
    record("tick", row, by=by, at=at, rule=auftrag.rule, step=step)
    return row


def _done_today(item: ChecklistItem, at: datetime) -> bool:
    return item.ticks.filter(state=ItemState.DONE, at__gte=berlin_midnight(berlin_day(at))).exists()
