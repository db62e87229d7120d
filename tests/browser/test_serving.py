"""Start and shutdown of the product."""

import signal
import urllib.request
from pathlib import Path

import pytest

from tests.browser.product import IN_A_BROWSER, START_SECONDS, Environment, Running, serving

pytestmark = IN_A_BROWSER


def test_icon_is_served_at_default_address(product: Running) -> None:
    with urllib.request.urlopen(f"{product.address}/favicon.ico", timeout=20) as response:
        assert (response.status, response.headers["Content-Type"]) == (200, "image/svg+xml")


def test_ctrl_c_leaves_no_process_behind(source: Path, environment: Environment) -> None:
    with serving(source, {**environment, "WORKERS": "1"}) as running:
        assert f"Talentnet is at {running.address}" in running.printed
        children = processes_of(running.served.pid)
        assert len(children) > 2
        running.served.send_signal(signal.SIGINT)
        assert running.served.wait(timeout=START_SECONDS) == 0
    assert [pid for pid in children if Path(f"/proc/{pid}").exists()] == []
    with pytest.raises(OSError, match="refused"):
        urllib.request.urlopen(f"{running.address}/healthz", timeout=2)


def processes_of(parent: int) -> set[int]:
    """Process ids of all descendants."""
    descendants: set[int] = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(fields[1]) == parent:
            pid = int(stat.parent.name)
            descendants |= {pid} | processes_of(pid)
    return descendants
