from talentnet.accounts.models import User
from talentnet.profiles.models import Profile


def profile_of(user: User) -> Profile:
    """The one profile of this person, made when it is first asked for."""
    profile, _ = Profile.objects.select_related("user").get_or_create(user=user)
    return profile
