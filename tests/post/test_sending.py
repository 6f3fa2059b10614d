"""The sender before real sockets and folders: what arrives, what is tried again, what a kill leaves."""

import email
import email.policy
import stat
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from django.conf import settings as django_settings

from socl.journal.models import Entry
from socl.post.actions.outbox import resend, withdraw
from socl.post.gateway import FolderGateway, Gateway, MailGateway, NotSent, SmsGateway, gateways
from socl.post.models import Outbox
from socl.post.rules.content import Attachment, Channel, Subject
from socl.post.rules.lifecycle import State
from socl.post.rules.timing import LEASE, LONGEST_WITHOUT_WAY
from socl.post.tasks import deliver
from tests.factories.orga import PersonFactory
from tests.factories.post import AT, asked
from tests.kills import Killed, for_every_statement
from tests.post.servers import Received, sms, smtp
from tests.races import crowd


@pytest.fixture
def mailserver(settings) -> Iterator[Received]:
    with smtp() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        yield server


def run(ways: dict[Channel, Gateway], at: Any = AT) -> int:
    return deliver(ways, at=lambda: at)


def state() -> tuple[str, str]:
    return Outbox.objects.values_list("state", "error").get()


@pytest.mark.django_db
def test_a_mail_arrives_as_it_was_asked_for(mailserver):
    asked(
        body="Grüße aus Kiel\n.\nEnde", attachments=[Attachment("rueckruf.ics", "text/calendar", "BEGIN:X")]
    )
    assert run({Channel.MAIL: MailGateway()}) == 1
    assert state() == (State.SENT, "")
    mail = email.message_from_bytes(mailserver.mails[0].encode(), policy=email.policy.default)
    assert (mail["Subject"], mail["To"]) == (Subject.BOOKED, "mara@beispiel.invalid")
    assert (mail["Auto-Submitted"], mail["From"]) == ("auto-generated", django_settings.DEFAULT_FROM_EMAIL)
    text, part = mail.iter_parts()
    assert text.get_content().replace("\r\n", "\n").rstrip() == "Grüße aus Kiel\n..\nEnde"  # dot-stuffed
    assert (part.get_filename(), part.get_content_type()) == ("rueckruf.ics", "text/calendar")
    assert part.get_content().strip() == "BEGIN:X"


@pytest.mark.django_db
def test_every_try_of_a_mail_bears_the_same_id(mailserver):
    asked()
    mailserver.answers["."] = b"451 voll\r\n"
    run({Channel.MAIL: MailGateway()})
    assert state() == (State.FAILED, "SMTP 451")
    del mailserver.answers["."]
    assert run({Channel.MAIL: MailGateway()}, AT + LEASE) == 1
    ids = [email.message_from_string(mail)["Message-ID"] for mail in mailserver.mails]
    assert len(ids) == 2
    assert ids[0] == ids[1] != None  # noqa: E711


@pytest.mark.django_db
@pytest.mark.rule("POST-5")
@pytest.mark.parametrize(
    ("word", "answer", "end"),
    [
        ("RCPT", b"550 mara@beispiel.invalid unbekannt\r\n", (State.DEAD, "SMTP 550")),
        ("RCPT", b"450 spaeter mara@beispiel.invalid\r\n", (State.FAILED, "SMTP 450")),
        (".", b"554 nein\r\n", (State.DEAD, "SMTP 554")),
        (".", b"451 voll\r\n", (State.FAILED, "SMTP 451")),
        (
            "MAIL",
            b"550 Absender unbekannt\r\n",
            (State.FAILED, "Mailserver nicht erreichbar (SMTPSenderRefused)"),
        ),
    ],
)
def test_what_a_mail_server_says_no_to(mailserver, word, answer, end):
    asked()
    mailserver.answers[word] = answer
    assert run({Channel.MAIL: MailGateway()}) == 0
    assert state() == end


@pytest.mark.django_db
def test_a_server_that_is_away_is_asked_once_in_a_run_and_other_ways_go_on(settings, tmp_path):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    for _ in range(3):
        asked()
    asked(Channel.FILE)
    assert run({Channel.MAIL: MailGateway(), Channel.FILE: FolderGateway(tmp_path)}) == 1
    tried = sorted(Outbox.objects.filter(channel="mail").values_list("state", "tries"))
    assert tried == [(State.DUE, 0), (State.DUE, 0), (State.FAILED, 1)]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("status", "end"),
    [
        (202, (State.SENT, "")),
        (400, (State.DEAD, "HTTP 400")),
        (401, (State.FAILED, "HTTP 401")),
        (429, (State.FAILED, "HTTP 429")),
        (503, (State.FAILED, "HTTP 503")),
        (302, (State.FAILED, "HTTP 302")),
    ],
)
def test_an_sms_goes_to_one_address_and_nowhere_else(status, end):
    with sms() as service:
        service.status = status
        asked(Channel.SMS)
        run({Channel.SMS: SmsGateway(f"http://127.0.0.1:{service.port}/sms", "geheim")})
    assert state() == end
    ((headers, body),) = service.posts
    assert (body["to"], body["text"]) == ("+493023125900", "Wir rufen Sie an.")
    assert headers["Authorization"] == "Bearer geheim"
    assert headers["Idempotency-Key"] == body["id"]


@pytest.mark.django_db
def test_a_folder_gets_whole_files_that_only_we_can_read(tmp_path):
    asked()
    asked(Channel.SMS)
    asked(Channel.FILE, body="a;b\n")
    folder = FolderGateway(tmp_path / "neu")
    assert run(dict.fromkeys(Channel, folder)) == 3
    files = sorted(p for p in (tmp_path / "neu").rglob("*") if p.is_file())
    assert [p.parent.name for p in files] == ["file", "mail", "sms"]
    assert (tmp_path / "neu" / "file" / "liste.csv").read_text() == "a;b\n"
    assert {stat.S_IMODE(p.stat().st_mode) for p in files} == {0o600}


@pytest.mark.django_db
def test_a_folder_that_cannot_be_written_is_a_way_that_is_away(tmp_path):
    blocked = tmp_path / "datei"
    blocked.write_text("")
    with pytest.raises(NotSent) as no:
        FolderGateway(blocked).send(asked(Channel.FILE))
    assert (no.value.is_away, no.value.is_final) == (True, False)


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({}, set()),
        ({"POST_FOLDER": "/x"}, {Channel.FILE}),
        ({"POST_FOLDER": "/x", "SOCL_DEMO": True}, set(Channel)),
        ({"EMAIL_HOST": "mail", "SMS_URL": "https://sms"}, {Channel.MAIL, Channel.SMS}),
    ],
)
def test_a_way_exists_only_if_it_is_set_up(settings, given, found):
    for name, value in {
        "POST_FOLDER": "",
        "SOCL_DEMO": False,
        "EMAIL_HOST": "",
        "SMS_URL": "",
        **given,
    }.items():
        setattr(settings, name, value)
    assert set(gateways()) == found


@pytest.mark.django_db
@pytest.mark.rule("POST-7")
def test_what_waits_a_day_for_a_way_that_does_not_exist_is_read_by_a_person_and_sent_when_there_is_one(
    tmp_path,
):
    stranded, folder = asked(Channel.SMS), FolderGateway(tmp_path)
    asked(Channel.FILE, due_at=AT + 2 * LONGEST_WITHOUT_WAY)
    late = AT + LONGEST_WITHOUT_WAY
    for at, end in (
        (late - LEASE, (State.DUE, "")),
        (late, (State.DEAD, "kein Versandweg eingerichtet")),
    ):
        assert run({Channel.FILE: folder}, at) == 0
        stranded.refresh_from_db()
        assert (stranded.state, stranded.error) == end
    assert Entry.objects.filter(verb="give_up", object_id=stranded.pk).count() == 1
    resend(outbox=stranded, by=PersonFactory.create(), at=late)
    assert run({Channel.FILE: folder}, late + LEASE) == 0
    assert run(dict.fromkeys(Channel, folder), late + LEASE) == 1


class Counting:
    """Counts what it is handed; dies at the ``dies_at``-th message, after it has gone out."""

    def __init__(self, dies_at: int = 0) -> None:
        self.sent: list[str] = []
        self.dies_at = dies_at

    def send(self, message: Outbox) -> None:
        self.sent.append(message.purpose)
        if len(self.sent) == self.dies_at:
            raise Killed(message.purpose)

    def close(self) -> None:
        """Nothing."""


@pytest.mark.django_db(transaction=True)
@pytest.mark.rule("POST-1")
def test_eight_senders_at_once_send_each_message_once():
    for _ in range(24):
        asked()
    senders = [Counting() for _ in range(8)]
    finish = crowd(8, lambda n: run({Channel.MAIL: senders[n]}))
    assert finish.errors == []
    assert sum(finish.results) == 24
    assert sorted(p for s in senders for p in s.sent) == sorted(
        Outbox.objects.values_list("purpose", flat=True)
    )
    assert set(Outbox.objects.values_list("state", "tries")) == {(State.SENT, 1)}


@pytest.mark.django_db(transaction=True)
@pytest.mark.rule("POST-1")
def test_two_who_ask_for_the_same_at_once_get_the_same_message():
    who = PersonFactory.create(username="aufbau")
    finish = crowd(6, lambda n: asked(purpose="booking:1:confirm", about=who).pk)
    assert finish.errors == []
    assert len(set(finish.results)) == Outbox.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.rule("POST-1")
def test_a_sender_killed_between_sending_and_noting_sends_once_more_and_no_more():
    for _ in range(3):
        asked()
    first, second = Counting(dies_at=2), Counting()
    with pytest.raises(Killed):
        run({Channel.MAIL: first})
    assert run({Channel.MAIL: second}) == 1  # the third one; the second is still leased to the dead sender
    assert run({Channel.MAIL: second}, AT + LEASE) == 1
    twice = [p for p in {*first.sent} if p in second.sent]
    assert twice == [first.sent[1]]
    assert set(Outbox.objects.values_list("state", flat=True)) == {State.SENT}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("verb", ["send_later", "withdraw"])
def test_asking_and_withdrawing_are_all_or_nothing(verb):
    who = PersonFactory.create(username="aufbau")
    act: Callable[[], Any] = partial(asked, purpose="booking:1:confirm", about=who)
    if verb == "withdraw":
        act()
        act = partial(withdraw, about=who, by=who, at=AT)
    before = (list(Outbox.objects.values()), Entry.objects.count())

    def nothing_is_left() -> None:
        assert (list(Outbox.objects.values()), Entry.objects.count()) == before

    assert for_every_statement(act, nothing_is_left) >= 2
    assert Entry.objects.count() == before[1] + 1
