"""When a work order is due, when somebody is reminded, and when the lead is told."""

from datetime import date

from eakte.rules.lifecycle import Priority
from socl.lib.workdays import add_workdays

DUE_AFTER = {Priority.NORMAL: 5, Priority.URGENT: 1}
ESCALATE_AFTER = 1
FARTHEST_DAYS = 366


def due_on(land: str, filed_on: date, priority: Priority) -> date:
    """Five working days of the Land after the day of filing, one if urgent. Rule EAKTE-2."""
    return add_workdays(land, filed_on, DUE_AFTER[priority])


def is_reminded(due: date, today: date) -> bool:
    """On the day it is due, the inbox reminds. Rule EAKTE-4."""
    return due <= today


def is_escalated(land: str, due: date, today: date) -> bool:
    """When a whole working day has passed since it was due, the lead is told. Rule EAKTE-4."""
    return add_workdays(land, due, ESCALATE_AFTER) < today
