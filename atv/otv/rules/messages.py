"""Messages of the public contact form: what they are about, and their short life."""

from enum import StrEnum

from socl.lib.states import Move

MOST_TEXT = 2000


class Subject(StrEnum):
    """What somebody writes about."""

    CANCEL = "cancel"
    QUESTION = "question"
    ACCESSIBILITY = "accessibility"


SUBJECT_LABELS = {
    Subject.CANCEL: "Ich möchte einen Termin absagen",
    Subject.QUESTION: "Ich habe eine Frage zu meinem Termin",
    Subject.ACCESSIBILITY: "Ich möchte eine Hürde auf diesen Seiten melden",
}


class MessageState(StrEnum):
    """Whether somebody has taken care of it."""

    NEW = "new"
    DONE = "done"


FINISH = Move({MessageState.NEW}, MessageState.DONE)
