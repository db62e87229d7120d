"""The accounts of the demonstration, which open nothing outside this machine."""

from talentnet.accounts.models import User

PASSWORD = "talentnet-demonstration"  # noqa: S105  # seeded on this machine alone, for anyone to try
STAFF_EMAIL = "staff@example.org"
FIRST_CANDIDATE_EMAIL = "priya@example.org"


def how_to_sign_in() -> list[str]:
    """What to tell someone who has just started it; nothing when it was never seeded."""
    staff = User.objects.filter(email=STAFF_EMAIL).first()
    if staff is None or not staff.check_password(PASSWORD):
        return []
    return [
        f"Sign in as {FIRST_CANDIDATE_EMAIL} with the password {PASSWORD}",
        f"(staff: {STAFF_EMAIL}, same password, at /admin/)",
    ]
