"""Ledger of model calls: opened before a call, closed after it."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from devtools.local_server import LocalServer
from talentnet.llm.client import Reply, ToolRequest, ask
from talentnet.llm.ledger import close_call, open_call
from talentnet.llm.models import LLMCall
from talentnet.llm.prices import Usage
from talentnet.profiles.tests.factories import UserFactory

pytestmark = pytest.mark.django_db

MODEL = "claude-haiku-4-5-20251001"
REQUEST = ToolRequest(
    operation=LLMCall.Operation.SCORE_OPPORTUNITIES,
    system="Be brief.",
    tool={"name": "note", "description": "Notes.", "input_schema": {"type": "object"}},
    message="Hello.",
    max_tokens=100,
    timeout_seconds=10,
    max_retries=0,
    model=MODEL,
)


def opened() -> LLMCall:
    return open_call(REQUEST, user_id=UserFactory.create().pk)


def stored() -> LLMCall:
    return LLMCall.objects.get()


def reply(**fields: Any) -> Reply:
    return Reply(
        **{"outcome": LLMCall.Outcome.ANSWERED, "model": MODEL, "duration_ms": 7, **fields}
    )


def test_call_is_recorded_before_it_is_sent() -> None:
    user = UserFactory.create()
    open_call(REQUEST, user_id=user.pk)
    call = stored()
    assert (call.outcome, call.operation, call.model, call.user) == (
        "started",
        "score_opportunities",
        MODEL,
        user,
    )
    assert (call.input_tokens, call.cost_usd, call.request_id) == (0, Decimal(0), "")


def test_outcome_and_cost_are_recorded() -> None:
    close_call(opened(), reply(usage=Usage(2000, 900, 400, 1000), request_id="req_1"))
    call = stored()
    assert (call.outcome, call.duration_ms, call.request_id, call.error) == (
        "answered",
        7,
        "req_1",
        "",
    )
    assert (call.input_tokens, call.output_tokens) == (2000, 900)
    assert (call.cache_creation_input_tokens, call.cache_read_input_tokens) == (400, 1000)
    assert call.cost_usd == Decimal("0.0071")


def test_answering_model_is_recorded() -> None:
    close_call(opened(), reply(model="claude-haiku-4-5-20990101"))
    assert stored().model == "claude-haiku-4-5-20990101"


def test_unanswered_call_keeps_requested_model() -> None:
    close_call(opened(), reply(outcome=LLMCall.Outcome.TIMED_OUT, model="", error="No answer."))
    call = stored()
    assert (call.outcome, call.model, call.error, call.cost_usd) == (
        "timed_out",
        MODEL,
        "No answer.",
        Decimal(0),
    )


def test_call_is_recorded_from_start_to_end(model: LocalServer) -> None:
    call = opened()
    answer = ask(REQUEST)
    close_call(call, answer)
    call = stored()
    assert call.request_id == model.requests[0].request_id
    assert call.input_tokens == answer.usage.input_tokens > 0
    assert call.cost_usd == Decimal(
        answer.usage.input_tokens + 5 * answer.usage.output_tokens
    ) / Decimal(1_000_000)


@pytest.mark.parametrize("odd", ["\x00", "\ud800"])
def test_error_with_unstorable_text_is_recorded(odd: str) -> None:
    outcome = LLMCall.Outcome.REJECTED
    close_call(opened(), reply(outcome=outcome, error=f"Bad{odd} request"))
    assert (stored().outcome, stored().error) == ("rejected", "Bad request")


def test_call_survives_deletion_of_user() -> None:
    call = opened()
    assert call.user is not None
    call.user.delete()
    assert stored().user is None


@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="SQLite has no row locks")
def test_open_call_locks_account() -> None:
    """A concurrent erasure could otherwise leave a call of a deleted account."""
    user = UserFactory.create()
    with CaptureQueriesContext(connection) as queries:
        open_call(REQUEST, user_id=user.pk)
    statements = [query["sql"] for query in queries]
    lock = next(i for i, sql in enumerate(statements) if "FOR NO KEY UPDATE" in sql)
    insert = next(i for i, sql in enumerate(statements) if sql.startswith("INSERT"))
    assert '"accounts_user"' in statements[lock]
    assert lock < insert
