"""The way to SOC-L: named, registered, trained; Berechtigungen asked for, granted, withdrawn."""

from datetime import date, datetime

from django.db import transaction

from socl.core.db import insert_unless_taken
from socl.core.moves import move_one
from socl.journal.record import record
from socl.lib.refusal import Refusal
from socl.lib.workdays import berlin_day
from socl.orga.actions.people import locked
from socl.orga.models import Clearance, ClearanceState, Dienstposten, Person, Training, TrainingState
from socl.orga.rules import lifecycle
from socl.orga.rules.offices import FOR_SOC_L

GONE = "Das ist in diesem Stand nicht mehr möglich. Bitte die Seite neu laden."


@transaction.atomic
def name_for_soc_l(*, person: Person, by: Person, at: datetime) -> Training:
    """The Service Center names somebody for SOC-L ("geeignete TSB zu identifizieren"). Rule SOCL 3/SC/4.

    Refusals: ``no_dienstposten`` for whoever is neither TSB nor FiT; ``already_named``.
    """
    offices = Dienstposten.objects.valid_on(berlin_day(at)).filter(person=person, role__in=FOR_SOC_L)
    if not offices.exists():
        text = "Für SOC-L vorgesehen werden TSB und FiT eines Service Centers."
        raise Refusal("no_dienstposten", text, rule="SOCL 3/SC/4")
    named = insert_unless_taken(Training(person=person, state=TrainingState.VORGESEHEN))
    if named is None:
        raise Refusal("already_named", "Diese Person ist schon für SOC-L vorgesehen.")
    record("name_for_soc_l", named, by=by, at=at, rule="SOCL 3/SC/4", person=person.pk)
    return named


@transaction.atomic
def withdraw_name(*, training: Training, by: Person, at: datetime) -> None:
    """Not for SOC-L after all; only before the training. Refusal ``wrong_state``."""
    rows = Training.objects.filter(pk=training.pk).exclude(state=TrainingState.ABGESCHLOSSEN)
    if not rows.delete()[0]:
        raise Refusal("wrong_state", GONE)
    record("withdraw_name", training, by=by, at=at, person=training.person_id)


@transaction.atomic
def register_training(*, training: Training, on: date, by: Person, at: datetime) -> None:
    """Register for the one-day online training on ``on``, or for another day. Refusals: ``wrong_state``, ``too_late``."""
    if on < berlin_day(at):
        raise Refusal("too_late", "Der Tag der Schulung liegt in der Vergangenheit.", status=422)
    if not move_one(training, lifecycle.REGISTER, planned_on=on):
        raise Refusal("wrong_state", GONE)
    record("register_training", training, by=by, at=at, person=training.person_id, day=on.isoformat())


@transaction.atomic
def unregister_training(*, training: Training, by: Person, at: datetime) -> None:
    """Take the registration back. Refusal ``wrong_state``."""
    if not move_one(training, lifecycle.UNREGISTER, planned_on=None):
        raise Refusal("wrong_state", GONE)
    record("unregister_training", training, by=by, at=at, person=training.person_id)


@transaction.atomic
def complete_training(*, training: Training, on: date, by: Person, at: datetime) -> None:
    """Record that the training took place on ``on``. Rule SOCL 2.1/3.

    Refusals: 422 ``too_soon`` for a day to come: only who has been trained is trained; ``wrong_state``.
    """
    if on > berlin_day(at):
        text = (
            "Der Tag liegt in der Zukunft. Abgeschlossen ist eine Schulung erst, wenn sie stattgefunden hat."
        )
        raise Refusal("too_soon", text, rule="SOCL 2.1/3", status=422)
    if not move_one(training, lifecycle.COMPLETE, completed_on=on):
        raise Refusal("wrong_state", GONE)
    record("complete_training", training, by=by, at=at, person=training.person_id, day=on.isoformat())


@transaction.atomic
def request_clearance(
    *, person: Person, valid_from: date, by: Person, at: datetime, valid_until: date | None = None
) -> Clearance:
    """Ask for the additional Berechtigungen. Rule SOCL 3/SC/5. Refusals: ``already_asked``, 422 ``wrong_days``."""
    if valid_until is not None and valid_until <= valid_from:
        raise Refusal("wrong_days", "Das Ende muss nach dem Beginn liegen.", status=422)
    asked = insert_unless_taken(
        Clearance(
            person=person,
            state=ClearanceState.BEANTRAGT,
            valid_from=valid_from,
            valid_until=valid_until,
            requested_by=by,
        )
    )
    if asked is None:
        raise Refusal("already_asked", "Für diese Person liegt schon ein Antrag vor.")
    record("request_clearance", asked, by=by, at=at, rule="SOCL 3/SC/5", person=person.pk)
    return asked


@transaction.atomic
def grant_clearance(*, clearance: Clearance, by: Person, at: datetime) -> None:
    """Grant what was asked for, by a second person. Rules SOCL 3/SC/5 and ORGA-4.

    Refusals: ``four_eyes`` for whoever asked and for the person concerned; ``wrong_state``; ``already_granted``
    where another grant covers some of these days.
    """
    if by.pk in (clearance.requested_by_id, clearance.person_id):
        text = "Wer beantragt hat oder selbst gemeint ist, erteilt nicht: Das tut eine zweite Person."
        raise Refusal("four_eyes", text, rule="ORGA-4")
    locked(clearance.person)
    granted = Clearance.objects.filter(person=clearance.person, state=ClearanceState.ERTEILT)
    if clearance.valid_until:
        granted = granted.filter(valid_from__lt=clearance.valid_until)
    if any(g.valid_until is None or g.valid_until > clearance.valid_from for g in granted):
        raise Refusal("already_granted", "Für diese Zeit sind die Berechtigungen schon erteilt.")
    if not move_one(clearance, lifecycle.GRANT, granted_by=by):
        raise Refusal("wrong_state", GONE)
    record("grant_clearance", clearance, by=by, at=at, rule="SOCL 3/SC/5", person=clearance.person_id)


@transaction.atomic
def withdraw_clearance(*, clearance: Clearance, by: Person, at: datetime) -> None:
    """Withdraw it, or turn the request down; from this moment on it counts for nothing. Refusal ``wrong_state``."""
    if not move_one(clearance, lifecycle.WITHDRAW):
        raise Refusal("wrong_state", GONE)
    record("withdraw_clearance", clearance, by=by, at=at, person=clearance.person_id)


@transaction.atomic
def qualify(*, person: Person, completed_on: date, by: Person, at: datetime) -> None:
    """Training and Berechtigungen from that day on, as taken over from the systems before. Rule SOCL 2.1/3."""
    training = Training.objects.create(
        person=person, state=TrainingState.ABGESCHLOSSEN, completed_on=completed_on
    )
    clearance = Clearance.objects.create(person=person, state=ClearanceState.ERTEILT, valid_from=completed_on)
    record("complete_training", training, by=by, at=at, person=person.pk)
    record("grant_clearance", clearance, by=by, at=at, person=person.pk)
