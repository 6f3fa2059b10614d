"""The bytes of an attachment as a download, from the page and from REST."""

from datetime import datetime

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header

from eakte import queries
from eakte.models import WorkOrder
from socl.journal.record import record_access
from socl.orga.models import Person


def file_response(order: WorkOrder, pk: int, person: Person, at: datetime) -> HttpResponse:
    """Always a download, never shown inside the page; that it was read is recorded."""
    found = queries.attachment_of(order, pk)
    if found is None:
        raise Http404
    record_access([order, found], by=person, at=at, purpose="anlage")
    response = HttpResponse(bytes(found.content), content_type=found.kind)
    response["Content-Disposition"] = content_disposition_header(True, found.name) or "attachment"
    response["Cache-Control"] = "no-store"
    return response
