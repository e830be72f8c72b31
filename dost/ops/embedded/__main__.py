"""``python -m dost.ops.embedded COMMAND``: look after the embedded servers.

``watch``   keeps them up: starts a dead one again within a second or two; until SIGTERM or Ctrl-C
``hold``    keeps them running without a watch, so that commands need not start and stop them each time
``status``  says what runs where (no passwords); exit code 0 when all is up, else 1
``stop``    stops them whoever uses them
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading

from .paths import EmbeddedError, dost_home
from .servers import EMBEDDED_VARIABLE, EmbeddedServers, ensure

INTERVAL = 1.0


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _stop_signal() -> threading.Event:
    stop = threading.Event()
    for signum in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(signum, lambda *_: stop.set())
    return stop


def watch() -> int:
    """Restart what dies. With foreign servers there is nothing to watch, and this only waits to be stopped."""
    stop = _stop_signal()
    ensure()
    wanted = frozenset(filter(None, os.environ.get(EMBEDDED_VARIABLE, "").split(",")))
    if not wanted:
        _say("DATABASE_URL and REDIS_URL name other servers: nothing to watch")
        stop.wait()
        return 0
    servers = EmbeddedServers(home=dost_home(), wanted=wanted)
    _say(f"watching {' and '.join(sorted(wanted))}")
    while not stop.wait(INTERVAL):
        try:
            for name in servers.restart_dead():
                _say(f"{name} was dead and runs again")
        except (EmbeddedError, OSError) as error:
            _say(f"cannot start again, will try: {error}")
    return 0


def hold() -> int:
    """Use the servers until told to stop."""
    stop = _stop_signal()
    ensure()
    stop.wait()
    return 0


def status() -> int:
    """Print one line for each server."""
    known = EmbeddedServers(home=dost_home()).known()
    if known is None:
        _say(f"no embedded servers in {dost_home()} yet")
        return 1
    for server in known:
        pid = server.pid()
        state = f"up, process {pid}, port {server.port}" if server.is_up() else "down"
        _say(f"{type(server).__name__:9} {state}, log {server.log}")
    return 0 if all(server.is_up() for server in known) else 1


def stop() -> int:
    """Stop both."""
    EmbeddedServers(home=dost_home()).stop()
    return 0


def main() -> int:
    """Run one of the commands; trouble is one line on stderr and exit code 1."""
    commands = {"watch": watch, "hold": hold, "status": status, "stop": stop}
    parser = argparse.ArgumentParser(
        prog="python -m dost.ops.embedded", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("command", choices=commands)
    try:
        return commands[parser.parse_args().command]()
    except EmbeddedError as error:
        sys.stderr.write(f"dost.ops.embedded: {error}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main())
