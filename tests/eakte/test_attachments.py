"""Attachments are judged by what they are, not by what they are called."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from eakte.actions.orders import claim, finish
from eakte.models import Attachment, WorkOrder
from eakte.rules.attachments import MOST_BYTES
from eakte.rules.lifecycle import Result
from socl.journal.models import AccessEntry
from socl.orga.models import Person
from socl.orga.rules.roles import Role
from tests.api.clients import Rest, ok, refusal
from tests.factories.eakte import JPEG, PDF, PNG, order
from tests.factories.kalender import AT
from tests.factories.orga import nord, person

pytestmark = [pytest.mark.django_db, pytest.mark.rule("EAKTE-3")]


@pytest.fixture
def imke() -> Person:
    return person(Role.OS_STAFF, nord().team, username="imke")


@pytest.fixture
def found() -> WorkOrder:
    return order()


def upload(client: Rest, found: WorkOrder, name: str, content: bytes, kind: str = "application/pdf") -> Any:
    file = SimpleUploadedFile(name, content, content_type=kind)
    path = f"/api/v1/work-orders/{found.pk}/attachments/"
    return client.client.post(path, {"file": file}, headers=client.headers)


def test_a_pdf_a_png_and_a_jpeg_are_taken_and_come_back_as_they_were(imke: Person, found: WorkOrder) -> None:
    client = Rest(imke)
    for name, content, kind in (
        ("a.pdf", PDF, "application/pdf"),
        ("b.pdf", PNG, "image/png"),
        ("../c", JPEG, "image/jpeg"),
    ):
        made = ok(upload(client, found, name, content))
        assert (made["kind"], made["size"]) == (kind, len(content))
        answer = client.get(f"/work-orders/{found.pk}/attachments/{made['id']}/")
        assert (answer.content, answer["Content-Type"]) == (content, kind)
        assert answer["Content-Disposition"].startswith("attachment; filename=")
        assert answer["X-Content-Type-Options"] == "nosniff"
    assert [a["name"] for a in ok(client.get(f"/work-orders/{found.pk}/"))["attachments"]] == [
        "a.pdf",
        "b.pdf",
        "c",
    ]
    assert AccessEntry.objects.filter(purpose="anlage", object_type="attachment").count() == 3


def test_the_same_bytes_again_are_the_same_attachment(imke: Person, found: WorkOrder) -> None:
    client = Rest(imke)
    one, two = ok(upload(client, found, "a.pdf", PDF)), ok(upload(client, found, "kopie.pdf", PDF))
    assert one == two
    assert Attachment.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"<html><script>alert(1)</script></html>", (415, "unsupported_media_type", "EAKTE-3")),
        (b"PK\x03\x04" + b"\x00" * 60, (415, "unsupported_media_type", "EAKTE-3")),
        (b"GIF89a" + b"\x00" * 60, (415, "unsupported_media_type", "EAKTE-3")),
        (PDF + b"\x00" * MOST_BYTES, (413, "too_large", "EAKTE-3")),
        (PDF + b"\x00" * (MOST_BYTES + 100_000), (413, "too_large", "")),
        (b"", (422, "invalid", "")),
    ],
    ids=["html", "zip", "gif", "a_byte_too_much", "far_too_much", "empty"],
)
def test_whatever_else_it_is_called_it_is_refused(
    imke: Person, found: WorkOrder, content: bytes, expected: tuple[int, str, str]
) -> None:
    assert refusal(upload(Rest(imke), found, "vertrag.pdf", content)) == expected
    assert not Attachment.objects.exists()


def test_only_who_may_touch_the_order_may_attach(imke: Person, found: WorkOrder) -> None:
    karl = person(Role.OS_STAFF, nord().team)
    claim(order=found, by=karl, at=AT)
    assert refusal(upload(Rest(imke), found, "a.pdf", PDF)) == (409, "held_by_other", "EAKTE-1")
    finish(order=found, result=Result.SOLVED, note="", by=karl, at=AT)
    assert refusal(upload(Rest(karl), found, "a.pdf", PDF)) == (409, "wrong_state", "EAKTE-1")
    tsb = Rest(found.filed_by)
    assert refusal(upload(tsb, found, "a.pdf", PDF))[0] == 403
    json = Rest(imke).post(f"/work-orders/{found.pk}/attachments/", {"file": "x"})
    assert refusal(json)[:2] == (415, "unsupported_media_type")
