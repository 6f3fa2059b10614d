"""Counting tries in Valkey, so that nobody can guess at a public page for long."""

import hashlib
import hmac
import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

import redis
from django.conf import settings
from django.http import Http404

from socl.lib.refusal import Refusal

Own = TypeVar("Own")
log = logging.getLogger("socl.throttle")


@lru_cache(maxsize=1)
def _redis() -> redis.Redis:
    return redis.Redis.from_url(settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1)


@dataclass(frozen=True)
class Throttle:
    """At most ``limit`` tries of one kind within ``seconds``, counted from the first one.

    What is counted (an address, a reference) is kept only as a keyed hash. Without Valkey nothing is counted: the
    pages go on, and the log says so.
    """

    name: str
    limit: int
    seconds: int

    def refuse_if_used_up(self, what: str) -> None:
        """Refuse (429 ``throttled``) once ``limit`` tries are counted."""
        try:
            count = int(_redis().get(self._key(what)) or 0)
        except redis.RedisError:
            log.warning("nothing throttled: Valkey is away")
            return
        if count >= self.limit:
            minutes = self.seconds // 60
            message = f"Zu viele Versuche. Bitte in {minutes} Minuten noch einmal."
            raise Refusal("throttled", message, status=429, retry_after=self.seconds)

    def count(self, what: str) -> None:
        """Count one try."""
        key = self._key(what)
        try:
            pipe = _redis().pipeline()
            pipe.incr(key)
            pipe.expire(key, self.seconds, nx=True)
            pipe.execute()
        except redis.RedisError:
            log.warning("nothing throttled: Valkey is away")

    def _key(self, what: str) -> str:
        digest = hmac.new(settings.SECRET_KEY.encode(), what.encode(), hashlib.sha256).hexdigest()
        return f"socl:throttle:{self.name}:{digest}"


@dataclass(frozen=True)
class Guesses:
    """Wrong tries at a number that belongs to somebody: counted per address and per number, answered all the same."""

    per_address: Throttle
    per_reference: Throttle

    def find(
        self, find_own: Callable[[str, str], Own | None], reference: str, second_fact: str, address: str
    ) -> Own:
        """What ``find_own`` knows; Http404 for anything that does not fit, counted.

        Refusal ``throttled`` (429) when too much was wrong, even if it now is right. Rules ATV-36, OTVT-9.
        """
        spoken = "".join(c for c in reference.upper() if c.isalnum())
        self.per_address.refuse_if_used_up(address)
        self.per_reference.refuse_if_used_up(spoken)
        found = find_own(reference, second_fact)
        if found is None:
            self.per_address.count(address)
            self.per_reference.count(spoken)
            raise Http404
        return found
