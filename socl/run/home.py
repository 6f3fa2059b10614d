"""Folders of the runner below .local, their lock, and the secrets kept there."""

import contextlib
import fcntl
import hashlib
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

from socl.run.processes import Failed

ROOT = Path(__file__).resolve().parents[2]
LOCAL = ROOT / ".local"


def outside() -> Path:
    """Our folder for what an unprivileged server cannot reach in the checkout."""
    name = hashlib.sha256(os.fsencode(ROOT)).hexdigest()[:12]
    return Path("/var/tmp") / f"socl-{name}"


def make_outside() -> Path:
    folder = outside()
    with contextlib.suppress(FileExistsError):
        folder.mkdir(mode=0o711)
        folder.chmod(0o711)
    stat = folder.lstat()
    if folder.is_symlink() or not folder.is_dir() or stat.st_uid != os.geteuid():
        raise Failed(f"{folder} belongs to somebody else.")
    return folder


def secret(file: Path) -> str:
    """A random word, made once and kept readable for us alone."""
    with contextlib.suppress(FileExistsError):
        write_private(file, secrets.token_urlsafe(48))
    return file.read_text()


def write_private(file: Path, text: str) -> None:
    """Create ``file`` with mode 0600; FileExistsError if it is there."""
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        out.write(text)


@contextlib.contextmanager
def lock(home: Path) -> Iterator[None]:
    """Hold ``home`` for this process; Failed if another one has it. The kernel frees it when we die."""
    home.mkdir(parents=True, exist_ok=True)
    with (home / "lock").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.seek(0)
            raise Failed(f"Already running in this checkout (process {file.read().strip()}).") from None
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        yield
