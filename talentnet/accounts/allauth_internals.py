"""Private functions of allauth, which has no public ones for these. Nothing else imports them.

- `parse_rates`: reads a rate limit's text, so that the 429 page says how long to wait
- `is_reauthentication_required`: asks for the password again before data is downloaded
- `str_to_user_id`: reads the user id that a step of a sign-in keeps in the session
"""

from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from allauth.account.internal.userkit import str_to_user_id
from allauth.core.internal.ratelimit import parse_rates

__all__ = ["is_reauthentication_required", "parse_rates", "str_to_user_id"]
