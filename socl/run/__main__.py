"""Command line: `python -m socl.run [start | exec [--fresh NAME] [--keep] -- COMMAND | clean]`."""

import argparse
import shutil
import signal
import sys
from types import FrameType

from socl.run import command, leftovers, start
from socl.run.home import LOCAL, lock, outside
from socl.run.processes import Failed


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m socl.run")
    verbs = parser.add_subparsers(dest="verb")
    verbs.add_parser("start", help="the whole system, until Ctrl-C (default)")
    execute = verbs.add_parser("exec", help="one command with database and Redis of its own")
    execute.add_argument(
        "--fresh", metavar="NAME", default="test", help="folder .local/exec/NAME, emptied first"
    )
    execute.add_argument(
        "--keep", action="store_true", help="but for its database, which the next time finds"
    )
    execute.add_argument("argv", metavar="COMMAND", nargs="+")
    verbs.add_parser("clean", help="throw away everything that was stored")
    asked = parser.parse_args()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    try:
        if asked.verb == "exec":
            return command.run(asked.fresh, asked.argv, keep=asked.keep)
        return _clean() if asked.verb == "clean" else start.run()
    except Failed as reason:
        print(reason, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return 130 if asked.verb == "exec" else 0


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _clean() -> int:
    with lock(LOCAL):
        leftovers.stop(LOCAL)
        shutil.rmtree(LOCAL)
    shutil.rmtree(outside(), ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
