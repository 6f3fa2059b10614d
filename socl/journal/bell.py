"""The bell: after commit, a topic and nothing else goes to the stream. It rings, it never tells."""

import logging
from functools import lru_cache

import redis
from django.conf import settings
from django.db import transaction

log = logging.getLogger("socl.bell")
CHANNEL = "socl:bell"


@lru_cache(maxsize=1)
def _redis() -> redis.Redis:
    return redis.Redis.from_url(settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1)


def ring(*topics: str) -> None:
    """Publish each topic (``desk:12``, ``kalender:7``) once the transaction has committed.

    Lost if Redis is away: pages also reload every 15 s, so a missing ring delays and never lies.
    """
    transaction.on_commit(lambda: _publish(topics))


def _publish(topics: tuple[str, ...]) -> None:
    try:
        pipe = _redis().pipeline(transaction=False)
        for topic in topics:
            pipe.publish(CHANNEL, topic)
        pipe.execute()
    except redis.RedisError:
        log.warning("bell not rung: Redis is away")
