"""Append-only records; a trigger refuses every UPDATE, and every DELETE but that of the nightly purge."""

from django.contrib.postgres.indexes import BrinIndex
from django.db import models


class Entry(models.Model):
    """One act: which verb, on which object, by whom, when. Never names, numbers or free text of customers.

    No foreign keys: an entry outlives what it speaks of. ``facts`` holds ids, codes and states only.
    Kept for 12 months, read by Revision.
    """

    verb = models.CharField(max_length=60)
    object_type = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    by_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    rule = models.CharField(max_length=40, blank=True)
    facts = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["object_type", "object_id", "at"], name="entry_object"),
            BrinIndex(fields=["at"], name="entry_age"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.object_type} {self.object_id}"


class AccessEntry(models.Model):
    """Somebody read a person's data: who, which object, when, by which face."""

    object_type = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    by_id = models.BigIntegerField()
    at = models.DateTimeField()
    purpose = models.CharField(max_length=60)

    class Meta:
        indexes = [
            models.Index(fields=["object_type", "object_id", "at"], name="access_entry_object"),
            BrinIndex(fields=["at"], name="access_entry_age"),
        ]

    def __str__(self) -> str:
        return f"{self.object_type} {self.object_id}"


class RetentionRun(models.Model):
    """What one duty of the nightly purge did: rows purged that had ended before ``before``. Kept for five years."""

    code = models.CharField(max_length=40)
    before = models.DateTimeField()
    rows = models.PositiveIntegerField()
    failed = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["code", "-at"], name="retention_run_code")]

    def __str__(self) -> str:
        return f"{self.code}: {self.rows}"
