"""Access to the signed-in candidate's own profile."""

from talentnet.accounts.models import User
from talentnet.profiles.models import Profile


def profile_of(user: User) -> Profile:
    """Return the user's profile, creating it on first use."""
    profile, _ = Profile.objects.select_related("user").get_or_create(user=user)
    return profile


def locked_profile_of(user: User) -> Profile:
    """Return the user's profile, locked until the transaction ends so that tabs take turns."""
    pk = profile_of(user).pk
    # OF self: the joined row of the user stays free for sign-ins.
    return Profile.objects.select_for_update(of=("self",)).select_related("user").get(pk=pk)
