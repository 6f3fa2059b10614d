"""What PostgreSQL offers and the ORM does not; state changes by compare-and-set."""

import threading

import pytest
from django.db import IntegrityError, connection, transaction

from socl.core.db import (
    advisory_lock,
    broken_constraint,
    columns,
    insert_unless_taken,
    read,
    rows,
    try_advisory_lock,
)
from socl.core.models import IdempotencyKey
from socl.core.moves import move, move_one
from socl.lib.states import Move
from socl.orga.models import TrainingState
from tests.factories.kalender import AT
from tests.factories.orga import SINCE, TrainingFactory
from tests.races import crowd

ENROL = Move({TrainingState.VORGESEHEN}, TrainingState.ANGEMELDET)


def key(name: str) -> IdempotencyKey:
    return IdempotencyKey(actor_id=1, path="/", key=name, body_hash="", status=200, answer={}, created_at=AT)


@pytest.mark.django_db
def test_an_insert_that_a_constraint_refuses_is_none_and_leaves_the_transaction_usable():
    first = insert_unless_taken(key("eins"))
    assert first is not None
    assert first.pk == IdempotencyKey.objects.get().pk
    assert insert_unless_taken(key("eins")) is None
    assert insert_unless_taken(key("zwei")) is not None
    assert IdempotencyKey.objects.count() == 2


@pytest.mark.django_db
def test_a_row_so_inserted_is_saved_as_an_update():
    row = insert_unless_taken(key("eins"))
    assert row is not None
    row.status = 201
    row.save()
    assert IdempotencyKey.objects.get().status == 201


@pytest.mark.django_db
def test_a_statement_written_out_answers_with_the_rows_that_django_would_find():
    row = key("eins")
    row.answer = {"id": 7, "days": ["2026-11-25"]}
    row.save()
    both = f"SELECT {columns(IdempotencyKey, 'a')}, {columns(IdempotencyKey, 'b')} FROM core_idempotencykey a"
    beside = f"{both} LEFT JOIN core_idempotencykey b ON b.key = %(other)s"
    ((found, missing),) = read(beside, {"other": "zwei"}, IdempotencyKey, IdempotencyKey)
    assert (found.answer, vars(found).keys()) == (row.answer, vars(row).keys())
    assert missing is None
    assert read(f"SELECT {columns(IdempotencyKey, 'a')} FROM core_idempotencykey a", {}, IdempotencyKey) == [
        row
    ]


@pytest.mark.django_db
def test_a_connection_that_the_server_has_ended_is_not_used_again():
    kept = connection.copy()
    kept.ensure_connection()
    pid = kept.connection.info.backend_pid
    assert kept.is_usable()
    rows("SELECT pg_terminate_backend(%(pid)s, 5000)", {"pid": pid})  # waits until it is gone
    assert not kept.is_usable()
    kept.close_if_unusable_or_obsolete()  # as at the end of a request
    with kept.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        assert cursor.fetchone()[0] != pid
    kept.close()
    assert not kept.is_usable()


@pytest.mark.django_db
def test_a_broken_constraint_is_known_by_its_name():
    key("eins").save()
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        key("eins").save()
    assert broken_constraint(error.value) == "idempotency_key_once"
    assert broken_constraint(IntegrityError("ours")) == ""


@pytest.mark.django_db
def test_a_move_finds_only_rows_in_a_source_state():
    training = TrainingFactory.create(state=TrainingState.VORGESEHEN, completed_on=None)
    done = TrainingFactory.create(state=TrainingState.ABGESCHLOSSEN, completed_on=SINCE)
    assert move(type(training).objects.all(), ENROL, planned_on=SINCE) == 1
    assert not move_one(done, ENROL, planned_on=SINCE)
    assert not move_one(training, ENROL, planned_on=SINCE), (
        "the row has moved already, whatever the instance says"
    )
    training.refresh_from_db()
    done.refresh_from_db()
    assert (training.state, done.state) == (TrainingState.ANGEMELDET, TrainingState.ABGESCHLOSSEN)


@pytest.mark.django_db
def test_a_moved_instance_mirrors_its_new_values():
    training = TrainingFactory.create(state=TrainingState.ANGEMELDET, completed_on=None)
    finish = Move({TrainingState.ANGEMELDET}, TrainingState.ABGESCHLOSSEN)
    assert move_one(training, finish, completed_on=SINCE)
    assert (training.state, training.completed_on) == (TrainingState.ABGESCHLOSSEN, SINCE)


@pytest.mark.django_db(transaction=True)
def test_of_many_rivals_one_alone_makes_the_move():
    training = TrainingFactory.create(state=TrainingState.VORGESEHEN, completed_on=None)
    finish = crowd(8, lambda _: move(type(training).objects.filter(pk=training.pk), ENROL, planned_on=SINCE))
    assert sorted(finish.results) == [0] * 7 + [1]
    assert finish.errors == []


@pytest.mark.django_db(transaction=True)
def test_a_lock_that_somebody_holds_is_not_given_and_not_waited_for():
    held, leave = threading.Event(), threading.Event()

    def holder() -> None:
        with transaction.atomic():
            assert try_advisory_lock(7)
            held.set()
            leave.wait(30)
        connection.close()

    thread = threading.Thread(target=holder)
    thread.start()
    assert held.wait(30)
    with transaction.atomic():
        assert not try_advisory_lock(7)
        assert try_advisory_lock(8)
    leave.set()
    thread.join()
    with transaction.atomic():
        assert try_advisory_lock(7), "the holder's transaction has ended"


@pytest.mark.django_db(transaction=True)
def test_locks_on_many_keys_are_taken_in_one_order_so_that_rivals_never_deadlock():
    seen: list[int] = []

    def runner(lane: int) -> None:
        for _ in range(5):
            with transaction.atomic():
                advisory_lock(1, *([1, 2, 3] if lane % 2 else [3, 2, 1]))
                before = len(seen)
                seen.append(lane)
                assert len(seen) == before + 1, "two were inside at once"

    assert crowd(6, runner).errors == []
    assert len(seen) == 30


PLANNED = "SELECT statement FROM pg_prepared_statements WHERE statement LIKE %s ORDER BY statement"


def planned(part: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(PLANNED, [f"%{part}%"])
        return [text.split(" AS ", 1)[1] for (text,) in cursor.fetchall()]


@pytest.mark.django_db
def test_a_statement_written_out_is_planned_once_and_states_stand_in_its_text():
    statement = "SELECT %(n)s::int %% 7, 'angemeldet' = %(state)s, 2 IN %(some)s, %(n)s::int = ANY (%(all)s) AS planned"
    values = {"state": TrainingState.ANGEMELDET, "some": (1, 2)}
    assert rows(statement, {**values, "n": 8, "all": [8]}) == [(1, True, True, True)]
    assert rows(statement, {**values, "n": 9, "all": []}) == [(2, True, True, False)]
    assert rows(statement, {**values, "state": TrainingState.VORGESEHEN, "n": 9, "all": []})[0][1] is False
    assert planned("AS planned") == [
        "SELECT $1::int % 7, 'angemeldet' = 'angemeldet', 2 IN (1, 2), $1::int = ANY ($2) AS planned",
        "SELECT $1::int % 7, 'angemeldet' = 'vorgesehen', 2 IN (1, 2), $1::int = ANY ($2) AS planned",
    ]


@pytest.mark.django_db(transaction=True)
def test_a_new_connection_plans_its_statements_anew():
    assert rows("SELECT 1 AS renewed", {}) == [(1,)]
    connection.close()
    assert planned("AS renewed") == []
    assert rows("SELECT 1 AS renewed", {}) == [(1,)]
    assert planned("AS renewed") == ["SELECT 1 AS renewed"]
