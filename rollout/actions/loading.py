"""Everything that comes from data: programmes, Einzelaufträge, Arbeitsmittel, and an item for every unit."""

from datetime import datetime

from django.db import transaction

from rollout.actions.checklist import load_checklists
from rollout.actions.programme import load_programmes


@transaction.atomic
def load(*, at: datetime) -> int:
    """Load all of it; the number of regions and items added. Harmless when repeated."""
    return load_programmes(at=at) + load_checklists(at=at)
