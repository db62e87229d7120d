"""A local server that speaks `POST /v1/messages` over real HTTP.

For tests, benchmarks and demonstrations: what is sent is checked the way the Messages API checks
it, answers have the shape of recorded ones, and faults come on request. It listens on loopback
only, reaches nothing outside and contains no model.

    with LocalServer() as server:
        server.script(["429", "ok"])
        client = anthropic.Anthropic(base_url=server.url, api_key="any text", max_retries=0)
"""

from devtools.local_server.faults import BEHAVIORS, Behavior
from devtools.local_server.server import LocalServer, RecordedRequest

__all__ = ["BEHAVIORS", "Behavior", "LocalServer", "RecordedRequest"]
