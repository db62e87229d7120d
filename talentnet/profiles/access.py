from talentnet.accounts.models import User
from talentnet.profiles.models import Profile


def profile_of(user: User) -> Profile:
    """The one profile of this person, made when it is first asked for."""
    profile, _ = Profile.objects.select_related("user").get_or_create(user=user)
    return profile


def locked_profile_of(user: User) -> Profile:
    """The same, locked until the open transaction ends, so that two tabs take turns."""
    pk = profile_of(user).pk
    return Profile.objects.select_for_update(of=("self",)).select_related("user").get(pk=pk)
