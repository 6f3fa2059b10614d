"""The one sender: claim, hand over, note. Several may run at once, none sends what another holds."""

from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime

from celery import shared_task

from socl.core import clock
from socl.post.actions.sending import claim, lay_stranded_aside, note_failed, note_sent, tidy
from socl.post.gateway import Gateway, NotSent, gateways
from socl.post.models import Outbox
from socl.post.rules.content import Channel

MOST_AT_ONCE = 100  # then the next run goes on


@shared_task
def send_due() -> None:
    """Send what is due."""
    deliver(gateways(), at=clock.now)


def deliver(ways: dict[Channel, Gateway], at: Callable[[], datetime]) -> int:
    """Send what is due by the ``ways`` there are; how many went out. A way that is broken is left for this run."""
    tidy(at=at())
    lay_stranded_aside(ways=ways, at=at())
    usable, sent = dict(ways), 0
    with ExitStack() as stack:
        for way in ways.values():
            stack.callback(way.close)
        for _ in range(MOST_AT_ONCE):
            claimed = claim(channels=usable, at=at())
            if claimed is None:
                break
            no = _hand_over(usable[Channel(claimed.channel)], claimed)
            if no is None:
                sent += note_sent(claimed=claimed, at=at())
                continue
            note_failed(claimed=claimed, error=no.error, is_final=no.is_final, at=at())
            if no.is_away:
                del usable[Channel(claimed.channel)]
    return sent


def _hand_over(way: Gateway, claimed: Outbox) -> NotSent | None:
    try:
        way.send(claimed)
    except NotSent as no:
        return no
    return None
