"""Session store that records the account of each session, for export and erasure."""

from typing import Any

from allauth.account.utils import url_str_to_user_pk
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

from talentnet.accounts.allauth_internals import str_to_user_id
from talentnet.accounts.models import Session


class SessionStore(DatabaseStore):
    """Session store; Django expects this class name, which is part of the signing salt."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        session: Any = super().create_model_instance(data)
        session.account_id = account_in(data)
        typed: Session = session
        return typed

    def _validate_session_key(self, key: str) -> bool:
        """Accept only letters and digits: a cookie can hold a NUL, which PostgreSQL refuses."""
        return bool(super()._validate_session_key(key)) and key.isalnum()  # type: ignore[misc]  # left out of its types


def account_in(data: dict[str, Any]) -> int | None:
    """Return the id of the account that is signed in, or that is in the middle of a sign-in."""
    # allauth stores pending sign-ins, sign-ups and resets as dicts under its own keys.
    states = [state for state in data.values() if isinstance(state, dict)]
    account_ids = [
        data.get(SESSION_KEY),
        *(read(state[key]) for state in states for key, read in _PENDING if state.get(key)),
    ]
    # The signed-in account comes first; a pending step may be about another one.
    return next((int(pk) for pk in account_ids if pk), None)


_PENDING = (("user_pk", url_str_to_user_pk), ("user_id", str_to_user_id))
"""Keys under which allauth keeps the account of a pending step, and their decoders."""
