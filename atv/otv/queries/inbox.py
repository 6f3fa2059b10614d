"""The inbox of the contact form."""

from django.db.models import Q, QuerySet

from atv.otv.models import OtvMessage
from atv.otv.rules.messages import MessageState
from socl.orga.gates import Scope

MOST_SHOWN = 100


def _messages_in(reach: Scope) -> QuerySet[OtvMessage]:
    """Those of the regions in ``reach``, and those of no region, which every Service Center may answer."""
    return OtvMessage.objects.filter(Q(region=None) | reach.q("region")).select_related("region")


def inbox(reach: Scope) -> list[OtvMessage]:
    """What waits, oldest first; at most 100."""
    waiting = _messages_in(reach).filter(state=MessageState.NEW)
    return list(waiting.order_by("received_at", "pk")[:MOST_SHOWN])


def message_in(reach: Scope, pk: int) -> OtvMessage | None:
    """One of them, done or not."""
    return _messages_in(reach).filter(pk=pk).first()
