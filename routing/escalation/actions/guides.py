"""Writing Gesprächsleitfäden: shipped, drafted, released, withdrawn. By the Redaktion alone."""

from datetime import datetime

from django.db import transaction

from routing.escalation.models import Gespraechsleitfaden
from routing.escalation.rules import leitfaden as rules
from routing.escalation.rules.leitfaden import GuideState, Leitfaden
from socl.core.db import advisory_lock
from socl.core.moves import move_one
from socl.journal.record import record
from socl.lib.refusal import Refusal
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
def release_guide(*, code: str, edit: int, by: Person, at: datetime) -> Gespraechsleitfaden:
    """The draft is in force from now on, the version before it no longer; ``edit`` is the count that was read.

    Rule ESK-10. Refusals: ``unknown_code`` (404), ``no_draft``, ``stale``.
    """
    draft = _locked(code)
    if draft.state != GuideState.DRAFT:
        raise Refusal("no_draft", "Zu diesem Leitfaden gibt es keinen Entwurf.", rule="ESK-10")
    if draft.edit != edit:
        raise Refusal("stale", "Der Entwurf wurde inzwischen geändert.", rule="ESK-10")
    for before in Gespraechsleitfaden.objects.filter(code=code, state=GuideState.RELEASED):
        move_one(before, rules.WITHDRAW, withdrawn_at=at)
    move_one(draft, rules.RELEASE, released_at=at, released_by=by)
    record("release_guide", draft, by=by, at=at, rule="ESK-10", code=code, version=draft.version)
    return draft


@transaction.atomic
def withdraw_guide(*, code: str, by: Person, at: datetime) -> Gespraechsleitfaden:
    """No version is in force until the next release. Rule ESK-10. Refusals: ``unknown_code`` (404), ``not_released``."""
    _locked(code)
    guide = Gespraechsleitfaden.objects.filter(code=code, state=GuideState.RELEASED).first()
    if guide is None:
        raise Refusal("not_released", "Von diesem Leitfaden gilt keine Fassung.", rule="ESK-10")
    move_one(guide, rules.WITHDRAW, withdrawn_at=at)
    record("withdraw_guide", guide, by=by, at=at, rule="ESK-10", code=code, version=guide.version)
    return guide


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
        "needs_clearance": content.needs_clearance,
        "links": list(content.links),
    }
