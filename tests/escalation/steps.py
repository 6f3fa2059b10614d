"""Steps that many tests of the desk begin with."""

from typing import Any

from tests.api.clients import Rest, ok


def opened(desk: Rest, call: int, **said: Any) -> Any:
    """A new Anliegen of somebody from Kiel, as the desk reads it."""
    return ok(desk.post(f"/calls/{call}/anliegen/", {"code": "ALG-27", "plz": "24103", **said}))


def path_of(desk: Rest, call: int, **said: Any) -> str:
    """The path of a new Anliegen."""
    return f"/anliegen/{opened(desk, call, **said)['id']}"
