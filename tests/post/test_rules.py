"""What may go out, when, and how often it is tried."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socl.lib.refusal import Refusal
from socl.post.rules.content import Attachment, Channel, Subject, refuse_unsendable
from socl.post.rules.timing import LONGEST_WAIT, MOST_TRIES, is_quiet, open_channels, wait_after

MARA = "mara@beispiel.invalid"


@pytest.mark.rule("POST-2")
@pytest.mark.parametrize(
    ("utc", "quiet"),
    [
        (datetime(2026, 1, 15, 19, 59, tzinfo=UTC), False),  # 20:59 in winter
        (datetime(2026, 1, 15, 20, 0, tzinfo=UTC), True),
        (datetime(2026, 1, 16, 5, 59, tzinfo=UTC), True),
        (datetime(2026, 1, 16, 6, 0, tzinfo=UTC), False),
        (datetime(2026, 7, 15, 19, 0, tzinfo=UTC), True),  # 21:00 in summer
        (datetime(2026, 7, 15, 5, 0, tzinfo=UTC), False),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), True),  # the hour that comes twice
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), True),
    ],
)
def test_nobody_is_woken_between_21_and_7_in_berlin(utc, quiet):
    assert is_quiet(utc) is quiet
    assert open_channels(utc) == ({Channel.FILE} if quiet else set(Channel))


@pytest.mark.rule("POST-5")
def test_a_failed_message_is_tried_for_about_a_day_ever_less_often():
    waits = [wait_after(n) for n in range(1, MOST_TRIES + 1)]
    assert waits[-1] is None
    tried = [w for w in waits if w is not None]
    assert len(tried) == MOST_TRIES - 1
    assert tried == sorted(tried)
    assert (tried[0], tried[1], tried[-1]) == (timedelta(minutes=1), timedelta(minutes=2), LONGEST_WAIT)
    assert timedelta(hours=18) < sum(tried, timedelta()) < timedelta(hours=24)


@pytest.mark.rule("POST-4")
def test_no_subject_has_room_for_anything_personal():
    assert all(
        subject.isprintable() and not any(c in subject for c in "{}%0123456789@") for subject in Subject
    )


@pytest.mark.rule("POST-3")
@pytest.mark.parametrize(
    ("channel", "recipient"),
    [
        (Channel.MAIL, "mara@beispiel.invalid\nBcc: alle@beispiel.invalid"),
        (Channel.MAIL, "mara@beispiel.invalid\n"),
        (Channel.MAIL, "mara@beispiel.invalid, tom@beispiel.invalid"),
        (Channel.MAIL, "Mara <mara@beispiel.invalid>"),
        (Channel.MAIL, "mara@localhost"),
        (Channel.MAIL, ""),
        (Channel.SMS, "030 23125900"),
        (Channel.SMS, "+49302312590012345678"),
        (Channel.SMS, "+4930\r\n"),
        (Channel.FILE, "../liste.csv"),
        (Channel.FILE, "/etc/passwd"),
        (Channel.FILE, ".versteckt"),
    ],
)
def test_a_recipient_that_could_carry_more_than_itself_is_refused(channel, recipient):
    with pytest.raises(Refusal) as no:
        refuse_unsendable(
            channel, recipient, Subject.BOOKED if channel is Channel.MAIL else Subject.NONE, "Text", ()
        )
    assert (no.value.code, no.value.rule, no.value.status) == ("invalid", "POST-3", 422)


@pytest.mark.rule("POST-3")
@pytest.mark.parametrize(
    ("subject", "body", "parts"),
    [
        (Subject.NONE, "Text", []),
        (Subject.BOOKED, " ", []),
        (Subject.BOOKED, "x" * 20_001, []),
        (Subject.BOOKED, "a\0b", []),
        (Subject.BOOKED, "Text", [Attachment("t.ics", "text/calendar", "x")] * 6),
        (Subject.BOOKED, "Text", [Attachment("t.html", "text/html", "x")]),
        (Subject.BOOKED, "Text", [Attachment("t.ics\r\nX: 1", "text/calendar", "x")]),
        (Subject.BOOKED, "Text", [Attachment("t.ics", "text/calendar", "x" * 100_001)]),
    ],
)
def test_what_no_mail_may_be_is_refused(subject, body, parts):
    with pytest.raises(Refusal):
        refuse_unsendable(Channel.MAIL, MARA, subject, body, parts)


@given(st.text(max_size=40))
def test_whatever_is_let_through_is_one_line(recipient):
    for channel in Channel:
        try:
            refuse_unsendable(
                channel, recipient, Subject.BOOKED if channel is Channel.MAIL else Subject.NONE, "Text", ()
            )
        except Refusal:
            continue
        assert recipient.isascii() and recipient.isprintable() and " " not in recipient
