"""What the telephone system is told about handing a call over, kept in step with its open Anliegen."""

from datetime import datetime

from routing.escalation.models import Anliegen
from routing.escalation.rules.catalogue import Kind
from routing.escalation.rules.lifecycle import UNFINISHED
from routing.rufkreis.actions.transfer import refuse_transfer, withdraw_permit
from routing.rufkreis.models import Call
from routing.rufkreis.queries import telephony
from routing.rufkreis.rules.transfer import BOOK_ONLY
from socl.orga.models import Person


def settle_permit(*, call: Call, by: Person, at: datetime) -> None:
    """While a Leistungsberatung of the call is open, the switch is told why it is not handed over. Rule SOCL 2.1/8.

    Otherwise the default holds: denied without a reason of its own. Asks before it writes: most calls need nothing.
    """
    beratung = Anliegen.objects.filter(call=call, state__in=UNFINISHED, kind=Kind.LEISTUNGSBERATUNG)
    permit = telephony.permit_of(call)
    refused = permit is not None and permit.code == BOOK_ONLY
    if beratung.exists():
        if not refused:
            refuse_transfer(call=call, code=BOOK_ONLY, rule="SOCL 2.1/8", by=by, at=at)
    elif refused:
        withdraw_permit(call=call, by=by, at=at)
