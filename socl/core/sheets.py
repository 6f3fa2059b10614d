"""Tables for spreadsheets: what a German one opens without asking, and nothing in them that it would run."""

import csv
import io
from collections.abc import Iterable, Sequence

from django.http import HttpResponse

FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would run what begins so (OWASP, CSV injection)


def csv_answer(name: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> HttpResponse:
    """The rows as ``name``.csv: semicolons, a byte order mark for umlauts, an apostrophe before a formula."""
    text = io.StringIO()
    safe = ([f"'{cell}" if cell.startswith(FORMULA) else cell for cell in row] for row in rows)
    csv.writer(text, delimiter=";").writerows([head, *safe])
    return HttpResponse(
        "\ufeff" + text.getvalue(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )
