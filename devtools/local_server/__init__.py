"""A local server that speaks `POST /v1/messages` over real HTTP.

It serves tests, benchmarks and demonstrations. Requests are checked as the Messages API checks
them, answers have the shape of recorded ones, and faults can be scripted. The server listens on
loopback only, opens no connections and contains no model.

    with LocalServer() as server:
        server.script(["429", "ok"])
        client = anthropic.Anthropic(base_url=server.url, api_key="any text", max_retries=0)
"""

from devtools.local_server.faults import BEHAVIORS, Behavior
from devtools.local_server.server import LocalServer, RecordedRequest

__all__ = ["BEHAVIORS", "Behavior", "LocalServer", "RecordedRequest"]
