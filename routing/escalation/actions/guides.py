"""Writing Gesprächsleitfäden: shipped, drafted, released, withdrawn. By the Redaktion alone."""

from datetime import date, datetime

from django.db import transaction

from routing.escalation.models import Gespraechsleitfaden
from routing.escalation.rules import leitfaden as rules
from routing.escalation.rules.leitfaden import GuideState, Leitfaden
from socl.core.db import advisory_lock
from socl.core.moves import move_one
from socl.journal.record import record
from socl.lib.refusal import Refusal
from socl.lib.workdays import berlin_day, berlin_midnight
from socl.orga.models import Person

GUIDES = 5_023  # advisory locks: one per guide, so that versions are counted one after the other


@transaction.atomic
def ship_guides(*, at: datetime) -> int:
    """Release version 1 of every guide that comes with the application and is not there yet; how many."""
    known = set(Gespraechsleitfaden.objects.values_list("code", flat=True))
    new = [shipped for code, shipped in rules.LEITFAEDEN.items() if code not in known]
    Gespraechsleitfaden.objects.bulk_create(
        Gespraechsleitfaden(
            code=shipped.code,
            title=shipped.title,
            version=shipped.version,
            state=GuideState.RELEASED,
            drafted_at=at,
            released_at=at,
            in_force_on=berlin_day(at),
            **_columns(shipped.content),
        )
        for shipped in new
    )
    return len(new)


@transaction.atomic
def draft_guide(*, code: str, content: Leitfaden, edit: int, by: Person, at: datetime) -> Gespraechsleitfaden:
    """Begin the next version, or change the draft that is there. ``edit``: the count seen, 0 where there was none.

    Rule ESK-10. Refusals: ``unknown_code`` (404), ``stale`` if somebody else changed it meanwhile.
    """
    last = _locked(code)
    if (last.edit if last.state == GuideState.DRAFT else 0) != edit:
        raise Refusal("stale", "Der Entwurf wurde inzwischen geändert.", rule="ESK-10")
    if last.state == GuideState.DRAFT:
        draft = last
        draft.edit += 1
    else:
        draft = Gespraechsleitfaden(
            code=code, title=last.title, version=last.version + 1, state=GuideState.DRAFT
        )
    for name, value in _columns(content).items():
        setattr(draft, name, value)
    draft.drafted_at, draft.drafted_by = at, by
    draft.save()
    record("draft_guide", draft, by=by, at=at, rule="ESK-10", code=code, version=draft.version)
    return draft


@transaction.atomic
def release_guide(
    *, code: str, edit: int, by: Person, at: datetime, on: date | None = None
) -> Gespraechsleitfaden:
    """The draft is in force from ``on`` (a Berlin day; None: from now on), the version before it until then.

    ``edit`` is the count that was read. Rule ESK-10. Refusals: ``unknown_code`` (404), ``no_draft``, ``stale``,
    ``in_the_past`` (422), ``scheduled`` while another version waits for its day.
    """
    draft = _locked(code)
    if draft.state != GuideState.DRAFT:
        raise Refusal("no_draft", "Zu diesem Leitfaden gibt es keinen Entwurf.", rule="ESK-10")
    if draft.edit != edit:
        raise Refusal("stale", "Der Entwurf wurde inzwischen geändert.", rule="ESK-10")
    today = berlin_day(at)
    day = on or today
    if day < today:
        message = "Ein Leitfaden gilt frühestens ab heute."
        raise Refusal("in_the_past", message, rule="ESK-10", status=422, errors={"on": [message]})
    _bring_into_force(code, today)
    waiting = Gespraechsleitfaden.objects.filter(code=code, state=GuideState.SCHEDULED).first()
    if waiting is not None:
        message = (
            f"Fassung {waiting.version} ist schon für den {waiting.in_force_on:%d.%m.%Y} freigegeben."
            " Bitte erst zurückziehen."
        )
        raise Refusal("scheduled", message, rule="ESK-10")
    if day == today:
        _end_those_in_force(code, at)
    step = rules.RELEASE if day == today else rules.SCHEDULE
    move_one(draft, step, released_at=at, released_by=by, in_force_on=day)
    facts = {"code": code, "version": draft.version, "in_force_on": day.isoformat()}
    record("release_guide", draft, by=by, at=at, rule="ESK-10", **facts)
    return draft


@transaction.atomic
def withdraw_guide(*, code: str, version: int, by: Person, at: datetime) -> Gespraechsleitfaden:
    """Take back a version in force, then none is until the next release; or one that waits for its day.

    Rule ESK-10. Refusals: ``unknown_code`` (404), ``not_released``.
    """
    _locked(code)
    _bring_into_force(code, berlin_day(at))
    guide = Gespraechsleitfaden.objects.filter(code=code, version=version).first()
    if guide is None or not move_one(guide, rules.WITHDRAW, withdrawn_at=at):
        raise Refusal("not_released", "Diese Fassung gilt nicht und wartet auch nicht darauf.", rule="ESK-10")
    record("withdraw_guide", guide, by=by, at=at, rule="ESK-10", code=code, version=guide.version)
    return guide


def note_guides_in_force(*, at: datetime) -> int:
    """Note for every version whose day has come that it is in force, and the one before it no longer; how many.

    Who reads knows it from midnight on without this (``queries.guides``). Rule ESK-10.
    """
    day = berlin_day(at)
    due = Gespraechsleitfaden.objects.filter(state=GuideState.SCHEDULED, in_force_on__lte=day)
    return sum(_note(code, day) for code in sorted(due.values_list("code", flat=True)))


@transaction.atomic
def _note(code: str, day: date) -> int:
    _locked(code)
    return _bring_into_force(code, day)


def _bring_into_force(code: str, day: date) -> int:
    """The code is locked."""
    due = Gespraechsleitfaden.objects.filter(
        code=code, state=GuideState.SCHEDULED, in_force_on__lte=day
    ).first()
    if due is None or due.in_force_on is None:
        return 0
    _end_those_in_force(code, berlin_midnight(due.in_force_on))
    return move_one(due, rules.RELEASE)


def _end_those_in_force(code: str, at: datetime) -> None:
    for before in Gespraechsleitfaden.objects.filter(code=code, state=GuideState.RELEASED):
        move_one(before, rules.WITHDRAW, withdrawn_at=at)


def _locked(code: str) -> Gespraechsleitfaden:
    """The latest version, with the code's lock held: nobody else writes any of its versions meanwhile."""
    numbers = {known: n for n, known in enumerate(sorted(rules.LEITFAEDEN))}
    if code not in numbers:
        raise Refusal("unknown_code", "Diesen Leitfaden gibt es nicht.", rule="ESK-10", status=404)
    advisory_lock(GUIDES, numbers[code])
    found = Gespraechsleitfaden.objects.filter(code=code).order_by("-version").first()
    if found is None:
        raise Refusal("unknown_code", "Diesen Leitfaden gibt es nicht.", rule="ESK-10", status=404)
    return found


def _columns(content: Leitfaden) -> dict[str, object]:
    return {
        "questions": list(content.questions),
        "steps": list(content.steps),
        "may_say": content.may_say,
        "must_say": content.must_say,
        "cleared_steps": list(content.cleared_steps),
        "links": list(content.links),
    }
