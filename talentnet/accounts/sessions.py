"""Sessions that know whose they are, so that they can be shown to their owner and ended."""

from typing import Any

from allauth.account.internal.userkit import str_to_user_id
from allauth.account.utils import url_str_to_user_pk
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

from talentnet.accounts.models import Session


class SessionStore(DatabaseStore):
    """Named as Django's own, as the name is part of what a session is signed with."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        session: Any = super().create_model_instance(data)
        session.account_id = account_in(data)
        made: Session = session
        return made

    def _validate_session_key(self, key: str) -> bool:
        """PostgreSQL refuses a query for a key with a NUL, which a quoted cookie can hold."""
        return bool(super()._validate_session_key(key)) and key.isalnum()  # type: ignore[misc]  # left out of its types


def account_in(data: dict[str, Any]) -> int | None:
    """Who is signed in; else for whom a sign-in, a sign-up or a new password is under way."""
    states = [state for state in data.values() if isinstance(state, dict)]
    found = [
        data.get(SESSION_KEY),
        *(read(state[key]) for state in states for key, read in _PENDING if state.get(key)),
    ]
    return next((int(pk) for pk in found if pk), None)


_PENDING = (("user_pk", url_str_to_user_pk), ("user_id", str_to_user_id))
"""Where allauth keeps whom a step is about, until it is taken."""
