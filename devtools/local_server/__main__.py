"""Command line of the local server: `python -m devtools.local_server`."""

import argparse
import re
import signal
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field

from devtools.local_server.faults import BEHAVIORS, Behavior
from devtools.local_server.server import LocalServer
from devtools.local_server.wire import require_loopback

EVERY = re.compile(r"every:(\d+)")


@dataclass
class Faults:
    """The --fault options, sorted by kind."""

    default: str = "ok"
    storm: dict[str, float] = field(default_factory=dict)
    every: dict[str, int] = field(default_factory=dict)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = _parser()
    options = parser.parse_args(arguments)
    # Port 0 lets the system choose a free port.
    server = LocalServer(
        host=options.host,
        port=options.port,
        latency=options.latency,
        keep=0,  # recorded requests are never read
        log=_print_line if options.verbose else None,
    )
    try:
        faults = sort_faults(options.fault)
        server.plan(
            default=faults.default, storm=faults.storm, every=faults.every, seed=options.seed
        )
        server.start()
    except (OSError, OverflowError, ValueError) as error:
        parser.error(str(error))
    stop = _stop_on_signals()
    print(_greeting(server.url), flush=True)
    # The server runs in its own thread; this one only waits for a signal.
    stop.wait()
    server.close()
    return 0


def sort_faults(options: Sequence[str]) -> Faults:
    """Sort --fault options by kind. Raises ValueError with a sentence for the user."""
    faults = Faults()
    for option in options:
        name, has_share, share = option.partition("=")
        Behavior.parse(name)
        if not has_share:
            if faults.default != "ok":
                raise ValueError("only one --fault can be for every request")
            faults.default = name
        elif every := EVERY.fullmatch(share):
            faults.every[name] = int(every[1])
        else:
            faults.storm[name] = float(share)
    return faults


def _parser() -> argparse.ArgumentParser:
    width = max(map(len, BEHAVIORS))
    parser = argparse.ArgumentParser(
        prog="python -m devtools.local_server",
        description="A local server that speaks the Messages API and contains no model.",
        epilog="faults:\n" + "\n".join(f"  {n:{width}}  {does}" for n, does in BEHAVIORS.items()),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("--host", type=_loopback, default="127.0.0.1", help="a loopback address (%(default)s)")
    add("--port", type=int, default=0, help="default: any free port")
    add(
        "--latency", type=_seconds, default=0.0, metavar="SECONDS", help="delay before every answer"
    )
    add(
        "--fault",
        action="append",
        default=[],
        metavar="NAME[=PROBABILITY|=every:N]",
        help="see below; without a share, for every request; repeatable",
    )
    add("--seed", type=int, default=0, help="the same seed draws the same faults (%(default)s)")
    add("--verbose", action="store_true", help="a line per request on standard error")
    return parser


def _loopback(text: str) -> str:
    try:
        return require_loopback(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0 <= seconds <= threading.TIMEOUT_MAX:
        raise argparse.ArgumentTypeError(f"{text} is not a number of seconds")
    return seconds


def _stop_on_signals() -> threading.Event:
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: stop.set())
    return stop


def _greeting(url: str) -> str:
    return (
        f"The local Messages API listens on {url}\n"
        f"  export ANTHROPIC_BASE_URL={url}\n"
        "  export ANTHROPIC_API_KEY=any-text\n"
        "Ctrl-C ends it."
    )


def _print_line(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
