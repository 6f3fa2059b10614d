"""Idempotency-Key: a repeated POST gets the stored answer instead of a second effect."""

import functools
import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import transaction
from rest_framework.request import Request
from rest_framework.response import Response

from socl.core import clock
from socl.core.db import try_advisory_lock
from socl.core.models import IdempotencyKey
from socl.lib.refusal import Refusal

KEPT = timedelta(hours=24)
View = Callable[..., Response]


def idempotent(view: View) -> View:
    """Wrap a REST view (below ``api_view``): one transaction holds the effect and the stored answer.

    Scope of the key: actor and path, 24 hours. Another body under the same key: 409 ``idempotency_conflict``.
    A twin under way: 409 ``in_progress``. Refusals are not stored. Kept by an advisory lock, so a killed worker
    blocks nobody. Source: draft-ietf-httpapi-idempotency-key-header.
    """

    @functools.wraps(view)
    def wrapped(request: Request, *args: Any, **kwargs: Any) -> Response:
        _ = request.data  # what cannot be read is refused, even where nothing needs to be read
        key = request.headers.get("Idempotency-Key", "")
        if not key or request.method != "POST":
            return view(request, *args, **kwargs)
        if len(key) > 200 or not key.isprintable():
            raise Refusal("invalid", "Der Idempotency-Key ist zu lang oder nicht druckbar.", status=422)
        with transaction.atomic():
            return _once(request, key, lambda: view(request, *args, **kwargs))

    return wrapped


def _once(request: Request, key: str, act: Callable[[], Response]) -> Response:
    actor, path = int(request.user.pk or 0), request.path[:200]
    asked = [
        request.data,
        request.query_params.dict(),
    ]  # a preview (?dry_run=1) is another request than the act
    body = hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()
    digest = hashlib.sha256(f"{actor} {path} {key}".encode()).digest()
    if not try_advisory_lock(int.from_bytes(digest[:8], signed=True)):
        raise Refusal("in_progress", "Dieselbe Anfrage wird gerade bearbeitet.")
    at = clock.now()
    mine = IdempotencyKey.objects.filter(actor_id=actor, path=path, key=key)
    stored = mine.filter(created_at__gt=at - KEPT).first()
    if stored:
        if stored.body_hash != body:
            raise Refusal("idempotency_conflict", "Der Idempotency-Key gehört zu einer anderen Anfrage.")
        return Response(stored.answer, status=stored.status, headers={"Idempotent-Replay": "true"})
    response = act()
    mine.delete()
    IdempotencyKey.objects.create(
        actor_id=actor,
        path=path,
        key=key,
        body_hash=body,
        status=response.status_code,
        answer=response.data,
        created_at=at,
    )
    return response
