"""The signature over every message of a telephone system."""

import hashlib
import hmac
from collections.abc import Iterable
from datetime import datetime

TOLERANCE_SECONDS = 300


def sign(secret: str, body: bytes, at: datetime) -> str:
    """The header ``X-SOCL-Signature`` for ``body`` sent at ``at``: ``t=<unix>,v1=<hex HMAC-SHA256>``."""
    t = int(at.timestamp())
    return f"t={t},v1={_digest(secret, t, body)}"


def verified(header: str, body: bytes, secrets: Iterable[str], at: datetime) -> bool:
    """True if one of ``secrets`` signed ``body`` within 300 s of ``at``; compared in constant time. Rule RUF-4."""
    parts = dict(part.split("=", 1) for part in header.split(",") if "=" in part)
    t, given = parts.get("t", ""), parts.get("v1", "")
    if not (t.isascii() and t.isdigit() and len(t) <= 12) or not given.isascii():
        return False
    if abs(int(t) - at.timestamp()) > TOLERANCE_SECONDS:
        return False
    checks = [hmac.compare_digest(_digest(secret, int(t), body), given) for secret in secrets]
    return any(checks)


def _digest(secret: str, t: int, body: bytes) -> str:
    return hmac.new(secret.encode(), f"{t}.".encode() + body, hashlib.sha256).hexdigest()
