"""Stored answers of repeated requests."""

from django.db import models


class IdempotencyKey(models.Model):
    """A request that succeeded, so that its repeat gets the same answer. Kept for 24 hours.

    A request under way holds an advisory lock instead of a row: a killed worker leaves nothing behind.
    No foreign key to the actor: the row outlives nothing and is looked up by its own key alone.
    """

    actor_id = models.BigIntegerField()
    path = models.CharField(max_length=200)
    key = models.CharField(max_length=200)
    body_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    answer = models.JSONField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["actor_id", "path", "key"], name="idempotency_key_once"),
        ]
        indexes = [models.Index(fields=["created_at"], name="idempotency_key_age")]

    def __str__(self) -> str:
        return f"{self.path} {self.status}"
