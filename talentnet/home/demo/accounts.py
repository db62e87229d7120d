"""Accounts of the demonstration, seeded on the developer's machine only."""

from talentnet.accounts.models import User

PASSWORD = "talentnet-demonstration"  # noqa: S105  # public on purpose: only for a local site
STAFF_EMAIL = "staff@example.org"
FIRST_CANDIDATE_EMAIL = "priya@example.org"


def how_to_sign_in() -> list[str]:
    """Lines with the accounts to sign in with; none if the demonstration isn't seeded."""
    # Checks the password too, so that nobody is sent to an account that has another one.
    staff = User.objects.filter(email=STAFF_EMAIL).first()
    if staff is None or not staff.check_password(PASSWORD):
        return []
    return [
        f"Sign in as {FIRST_CANDIDATE_EMAIL} with the password {PASSWORD}",
        f"(staff: {STAFF_EMAIL}, same password, at /admin/)",
    ]
