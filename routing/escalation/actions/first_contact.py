"""Counting first contact, week by week: who asked is forgotten in the same moment."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from routing.escalation.models import FigureCell
from routing.escalation.queries import first_contact as queries
from routing.escalation.rules import cells as rules
from routing.escalation.rules.first_contact import FORMULA, Contact, Figure, count
from socl.journal.record import record


def count_what_is_due(*, at: datetime) -> int:
    """Count every whole week that can be counted and has not been; the number of cells kept. Rules ESK-4 to ESK-7.

    A week is a transaction of its own: what fails or is killed is counted the next night.
    """
    kept = 0
    for figure in Figure:
        for week in queries.weeks_due(figure, at):
            contacts, following = queries.contacts_of_week(week)
            kept += keep_week(figure=figure, week=week, contacts=contacts, following=following, at=at)
    return kept


@transaction.atomic
def keep_week(
    *, figure: Figure, week: date, contacts: Sequence[Contact], following: Sequence[Contact], at: datetime
) -> int:
    """Keep the cells of one week (its Monday); the number of cells. Counted twice at once, the first one stays.

    What is about too few is kept as a cell without numbers. Rule ESK-6.
    """
    counts = count(figure, contacts, following)
    sums = {cell: found.n for cell, found in counts.items()}
    centers = queries.region_of_each(c.unit for c in contacts)
    offices = queries.region_of_each(c.os for c in contacts if c.os is not None)
    closed = rules.hidden(sums, rules.lines_of(sums, centers, offices))
    rows = [
        FigureCell(
            figure=figure,
            formula=FORMULA,
            unit_id=cell.unit,
            group=cell.group,
            week=week,
            n=None if cell in closed else found.n,
            k=None if cell in closed else found.k,
            counted_at=at,
        )
        for cell, found in sorted(counts.items())
    ]
    if rows:
        FigureCell.objects.bulk_create(rows, ignore_conflicts=True)
        first = FigureCell.objects.filter(figure=figure, formula=FORMULA, week=week).order_by("pk")[0]
        facts = {"figure": figure, "week": week.isoformat(), "cells": len(rows), "formula": FORMULA}
        record("count_first_contact", first, by=None, at=at, rule="ESK-4", **facts)
    return len(rows)
