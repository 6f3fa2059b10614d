"""A verb that refuses has written nothing."""

from typing import Any

import pytest

from atv.kalender.models import Booking
from socl.journal.models import Entry
from socl.lib.refusal import Refusal


def refusal(act: Any, *args: Any, **kwargs: Any) -> tuple[str, str]:
    """Code and rule of the refusal; and nothing may have been written."""
    before = (list(Booking.objects.values().order_by("pk")), Entry.objects.count())
    with pytest.raises(Refusal) as no:
        act(*args, **kwargs)
    assert (list(Booking.objects.values().order_by("pk")), Entry.objects.count()) == before
    return no.value.code, no.value.rule
