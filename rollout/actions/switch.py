"""Opening a region, signing an override, and taking it back. Rules EINF-4, EINF-5."""

from datetime import datetime

from django.db import transaction

from rollout.actions.readiness import check_region
from rollout.models import Signature, Switch, SwitchKind, WaveRegion
from rollout.queries.facts import findings
from rollout.queries.readiness import as_json
from rollout.queries.switch import live_signatures
from rollout.rules.readiness import Finding
from rollout.rules.switch import Side, key_of, uncovered
from routing.rufkreis.actions.live import go_live, take_back_live
from socl.core.db import insert_unless_taken
from socl.journal.record import record
from socl.lib.refusal import Refusal
from socl.lib.workdays import berlin_day
from socl.orga.models import Person, ProgrammeCode


def _locked(wave_region: WaveRegion) -> WaveRegion:
    rows = WaveRegion.objects.select_for_update(no_key=True, of=("self",)).select_related(
        "programme", "region", "wave"
    )
    found: WaveRegion = rows.get(pk=wave_region.pk)
    return found


def _red(row: WaveRegion, at: datetime) -> list[Finding]:
    return [finding for finding in findings(row, at) if finding.is_red]


@transaction.atomic
def open_region(
    *, wave_region: WaveRegion, live_from: datetime | None, by: Person, at: datetime
) -> WaveRegion:
    """Switch a region on at ``live_from`` (None: now). What is open is read anew, in this transaction.

    Processes change, structures stay: nobody is moved between units. Rules EINF-4, SOCL 2/5.
    Refusals: ``already_open``; ``not_ready`` with the ``findings`` that are not signed for; ``in_the_past`` (422).
    """
    row = _locked(wave_region)
    moment = live_from or at
    if row.live_from is not None:
        raise Refusal("already_open", "Der Start dieser Region ist schon gesetzt.", rule="EINF-4")
    if moment < at:
        raise Refusal("in_the_past", "Der Start liegt nicht in der Vergangenheit.", status=422)
    red, signatures = _red(row, at), live_signatures(row)
    left = uncovered(red, {Side(s.side): s.covers for s in signatures})
    if left:
        raise Refusal(
            "not_ready",
            f"Offene Pflichten halten den Start auf: {len(left)}.",
            rule="EINF-4",
            findings=[as_json(f) | {"since": berlin_day(at).isoformat()} for f in left],
        )
    if row.programme.code == ProgrammeCode.SOC_L:
        go_live(region=row.region, live_from=moment, by=by, at=at)
    made = Switch.objects.create(
        wave_region=row, kind=SwitchKind.OPEN, live_from=moment, red=len(red), at=at, by=by
    )
    Signature.objects.filter(pk__in=[s.pk for s in signatures]).update(
        ended_at=at, switch=made if red else None
    )
    row.live_from = moment
    row.save(update_fields=["live_from"])
    record("open_region", row, by=by, at=at, rule="EINF-4", live_from=moment.isoformat(), red=len(red))
    check_region(wave_region=row, by=None, at=at)
    return row


@transaction.atomic
def sign_override(*, wave_region: WaveRegion, side: Side, reason: str, by: Person, at: datetime) -> Signature:
    """Sign, for one side, for every Pflicht that is open now; a later signature of the side replaces an earlier one.

    Refusals: ``reason_missing`` (422), ``already_open``, ``nothing_open``, ``same_person``: two persons sign.
    """
    row = _locked(wave_region)
    if not reason.strip():
        raise Refusal("reason_missing", "Bitte begründen.", rule="EINF-4", status=422)
    if row.live_from is not None:
        raise Refusal("already_open", "Der Start dieser Region ist schon gesetzt.", rule="EINF-4")
    red = _red(row, at)
    if not red:
        raise Refusal("nothing_open", "Keine Pflicht ist offen: es gibt nichts zu unterschreiben.")
    live = Signature.objects.filter(wave_region=row, ended_at=None)
    live.filter(side=side).update(ended_at=at)
    signed = insert_unless_taken(
        Signature(wave_region=row, side=side, by=by, reason=reason, covers=sorted(map(key_of, red)), at=at)
    )
    if signed is None:
        raise Refusal("same_person", "Für beide Seiten unterschreiben zwei Personen.", rule="EINF-4")
    record("sign_override", signed, by=by, at=at, rule="EINF-4", side=side, red=len(red))
    return signed


@transaction.atomic
def roll_back(*, wave_region: WaveRegion, reason: str, by: Person, at: datetime) -> Switch:
    """Take a region back in one step. Refusals: ``not_open``, ``reason_missing`` (422). Rule EINF-5."""
    row = _locked(wave_region)
    if not reason.strip():
        raise Refusal("reason_missing", "Bitte begründen.", rule="EINF-5", status=422)
    if row.live_from is None:
        raise Refusal("not_open", "Diese Region ist nicht eingeschaltet.", rule="EINF-5")
    moved = 0
    if row.programme.code == ProgrammeCode.SOC_L:
        moved = take_back_live(region=row.region, by=by, at=at)
    made = Switch.objects.create(
        wave_region=row, kind=SwitchKind.ROLLBACK, reason=reason, moved=moved, at=at, by=by
    )
    row.live_from = None
    row.save(update_fields=["live_from"])
    record("roll_back", row, by=by, at=at, rule="EINF-5", moved=moved)
    check_region(wave_region=row, by=None, at=at)
    return made
