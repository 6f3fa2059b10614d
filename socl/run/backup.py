"""Backup and restore of the whole database with PostgreSQL's own programs: one file, all or nothing."""

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from socl.run import place
from socl.run.processes import Failed

PRIVATE = 0o600


def backup(database: Mapping[str, Any], file: Path) -> None:
    """Write a consistent copy of ``database`` (a Django DATABASES entry) to ``file``, readable for us alone.

    One snapshot, taken while everybody works on. Failed if ``file`` exists or pg_dump refuses; a file with that
    name is complete.
    """
    if file.exists():
        raise Failed(f"{file} gibt es schon.")
    part = file.with_name(f"{file.name}.part")
    part.unlink(missing_ok=True)
    part.touch(PRIVATE)
    try:
        _run("pg_dump", database, ["--format=custom", "--no-owner", "--no-privileges", f"--file={part}"])
        part.rename(file)
    finally:
        part.unlink(missing_ok=True)


def restore(database: Mapping[str, Any], file: Path, *, replace: bool) -> None:
    """Fill an empty ``database`` from ``file`` in one transaction; ``replace``: throw away what is there, in it too.

    Failed if there are tables and ``replace`` was not asked for, or if pg_restore refuses; then nothing changed.
    """
    if not file.is_file():
        raise Failed(f"{file} gibt es nicht.")
    if not replace and _tables(database) != "0":
        raise Failed("Die Datenbank ist nicht leer. Mit --replace wird sie ersetzt.")
    # pg_restore alone drops only what the file knows; a schema dropped as a whole takes newer tables with it.
    script = _run("pg_restore", None, ["--no-owner", "--no-privileges", "--file=-", str(file)])
    before = "DROP SCHEMA public CASCADE; CREATE SCHEMA public;\n" if replace else ""
    options = [
        "--single-transaction",
        "--quiet",
        "--no-psqlrc",
        "--set=ON_ERROR_STOP=1",
        "--output=/dev/null",
    ]
    _run("psql", database, options, before + script)


def _tables(database: Mapping[str, Any]) -> str:
    question = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
    return _run(
        "psql", database, ["--no-psqlrc", "--tuples-only", "--no-align", f"--command={question}"]
    ).strip()


def _run(program: str, database: Mapping[str, Any] | None, options: Sequence[str], text: str = "") -> str:
    """The output of a program; the password stands in its environment, never on a command line that others see."""
    found = database or {}
    env = {
        "PGHOST": "HOST",
        "PGPORT": "PORT",
        "PGUSER": "USER",
        "PGPASSWORD": "PASSWORD",
        "PGDATABASE": "NAME",
    }
    done = subprocess.run(
        [_program(program), *options],
        input=text,
        capture_output=True,
        text=True,
        env={
            "PATH": os.defpath,
            "LC_ALL": "C.UTF-8",
            **{name: str(found[key]) for name, key in env.items() if found.get(key)},
        },
    )
    if done.returncode != 0:
        first = done.stderr.strip().split("\n")[0]  # later lines quote rows
        raise Failed(f"{program}: {first}")
    return done.stdout


def _program(name: str) -> Path:
    """The one of the embedded server, else of this machine: a dump needs one as new as the server."""
    try:
        return place.wheel() / name
    except Failed:
        found = shutil.which(name)
        if found is None:
            raise Failed(f"{name} fehlt auf dieser Maschine.") from None
        return Path(found)
