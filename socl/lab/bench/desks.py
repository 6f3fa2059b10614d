"""Desks and calls of a Service Center, written past the verbs so that they can be set back between rounds."""

import secrets
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from routing.rufkreis.models import Call, Pbx, Presence, Rufkreis
from routing.rufkreis.rules.lifecycle import Activity, CallState, Wish
from socl.lab import demo
from socl.orga.models import (
    Clearance,
    ClearanceState,
    Dienstposten,
    Person,
    PersonKind,
    Training,
    TrainingState,
    Unit,
)
from socl.orga.rules.roles import Role


def people(name: str, count: int, unit: Unit) -> list[Person]:
    """Qualified TSB of ``unit`` who cannot log in."""
    rows = [
        Person(
            username=f"{name}{n}",
            name=f"TSB {n}",
            kind=PersonKind.STAFF,
            password="!",  # nothing hashes to it
            demo=True,
        )
        for n in range(count)
    ]
    made = Person.objects.bulk_create(rows)
    Dienstposten.objects.bulk_create(
        Dienstposten(person=p, unit=unit, role=Role.TSB, valid_from=demo.SINCE) for p in made
    )
    Training.objects.bulk_create(
        Training(person=p, state=TrainingState.ABGESCHLOSSEN, completed_on=demo.SINCE) for p in made
    )
    Clearance.objects.bulk_create(
        Clearance(person=p, state=ClearanceState.ERTEILT, valid_from=demo.SINCE) for p in made
    )
    return made


def sit_down(persons: list[Person], unit: Unit, at: datetime) -> None:
    """They are ready, and stay connected for an hour without a heartbeat."""
    Presence.objects.bulk_create(
        Presence(
            person=person,
            unit=unit,
            wish=Wish.BOTH,
            activity=Activity.IDLE,
            since=at,
            idle_since=at - timedelta(seconds=n),
            last_seen_at=at + timedelta(hours=1),
        )
        for n, person in enumerate(persons)
    )


def clear() -> None:
    """No desk, no call but those that have ended, no dead row."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM rufkreis_presence")
        cursor.execute("DELETE FROM rufkreis_offer WHERE state = 'open'")
        cursor.execute("DELETE FROM rufkreis_decision")
        cursor.execute("DELETE FROM rufkreis_call WHERE state <> 'ended'")
        cursor.execute("VACUUM rufkreis_presence, rufkreis_offer, rufkreis_decision, rufkreis_call")


def queue(rufkreis: Rufkreis, count: int, at: datetime) -> None:
    """``count`` new calls wait; their telephone system asks for an hour."""
    pbx = Pbx.objects.get(person__username="pbx")
    Call.objects.bulk_create(
        Call(
            pbx=pbx,
            call_id=f"bench-{secrets.token_hex(8)}",
            state=CallState.QUEUED,
            rufkreis=rufkreis,
            region_id=pbx.own_region_id,
            from_e164=f"{demo.DRAMA_BLOCK}900",
            first_queued_at=at - timedelta(seconds=n),
            last_polled_at=at + timedelta(hours=1),
        )
        for n in range(count)
    )


COPIED = ("rufkreis_call", "rufkreis_offer", "rufkreis_presence", "rufkreis_decision")
OLD_CALLS = """
INSERT INTO rufkreis_call (pbx_id, call_id, state, rufkreis_id, region_id, plz, from_raw, from_e164, to_raw,
  first_queued_at, last_polled_at, person_id, answered_at, ended_at, end_cause, held, widening, priority,
  reconstructed, last_seq)
SELECT %(pbx)s, 'alt-' || n, 'ended', (%(queues)s)[1 + n %% cardinality(%(queues)s)], %(region)s, '24103',
  '', '+493023125900', '', t.at, t.at, (%(desks)s)[1 + n %% cardinality(%(desks)s)],
  t.at + interval '30 s', t.at + interval '6 min', 'normalClearing', false, '[]', 0, false, 4
FROM generate_series(1, %(count)s) AS n, LATERAL (SELECT %(at)s - n * (interval '80 days' / %(count)s)) AS t(at)
"""
OLD_OFFERS = """
INSERT INTO rufkreis_offer (call_id, person_id, state, offered_at, expires_at, closed_at, cause)
SELECT id, person_id, 'accepted', answered_at - interval '9 s', answered_at + interval '6 s',
  answered_at - interval '4 s', '' FROM rufkreis_call WHERE state = 'ended'
"""


FOREIGN_KEYS = """
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)
FROM pg_constraint WHERE contype = 'f' AND conrelid::regclass::text = ANY(%s)
"""


def copy_with_old_calls(
    schema: str, count: int, queues: list[int], desks: list[Person], at: datetime
) -> None:
    """Calls, offers and desks once more in ``schema``, with indexes, constraints and foreign keys, and in it
    ``count`` calls of the last 80 days, each with the offer that it was answered by."""
    pbx = Pbx.objects.get(person__username="pbx")
    values: dict[str, Any] = {"pbx": pbx.pk, "region": pbx.own_region_id, "count": count, "at": at}
    values |= {"queues": queues, "desks": [person.pk for person in desks]}
    with connection.cursor() as cursor:
        cursor.execute(FOREIGN_KEYS, [list(COPIED)])
        foreign_keys = cursor.fetchall()
        cursor.execute(f"CREATE SCHEMA {schema}")
        for table in COPIED:
            cursor.execute(f"CREATE TABLE {schema}.{table} (LIKE public.{table} INCLUDING ALL)")
        look_into(schema)
        cursor.execute(OLD_CALLS, values)
        cursor.execute(OLD_OFFERS)
        for table, name, definition in foreign_keys:  # now pointing into the schema where it has the table
            cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")
        cursor.execute(f"VACUUM ANALYZE {', '.join(COPIED)}")
        look_into("public")


def look_into(schema: str) -> None:
    """Let every query of this connection find the tables of ``schema`` first."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET search_path TO {schema}, public")
