"""``manage.py bench``: what the house costs beside the bare database; ``make bench`` gives it a database."""

import json
import signal
import sys
import tempfile
import time
from argparse import ArgumentParser
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from socl.core import clock
from socl.lab import demo
from socl.lab.bench import (
    bookings,
    calls,
    desks,
    figures,
    free_times,
    load,
    machine,
    memory,
    offers,
    pages,
    saturation,
    servers,
    world,
)
from socl.lab.bench.figures import Row
from socl.lab.pbx import PbxClient
from socl.lib.workdays import ONE_DAY
from socl.orga.models import Person
from socl.run.home import LOCAL

RESULT = LOCAL / "bench.json"


@dataclass(frozen=True)
class Size:
    """How much of everything."""

    rounds: int
    requests: int
    bookings: int
    decisions: int
    pages: int
    old_calls: int
    call_seconds: float
    windows: int


FULL = Size(7, 30, 60, 7, 12, 200_000, 20.0, 4_000)
QUICK = Size(5, 10, 20, 5, 4, 20_000, 6.0, 400)
