"""The base of every "no": a code for clients, a rule id for readers, a German sentence for people."""

from typing import Any


class Refusal(Exception):
    """A verb says no. Nothing was written.

    ``code`` is fixed in the REST contract, ``rule`` an id of docs/rules.md (or empty), ``message`` German for
    the screen, ``extra`` further fields of the problem document (for example ``alternatives``), ``status`` the HTTP
    status its faces answer with (409 unless the input itself is at fault).
    """

    def __init__(self, code: str, message: str, *, rule: str = "", status: int = 409, **extra: Any) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.rule = rule
        self.status = status
        self.extra = extra
