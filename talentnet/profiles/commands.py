"""Shared by the commands on profiles: find a profile, or fail with a sentence."""

from django.core.management.base import CommandError

from talentnet.profiles.models import Profile


def profile_or_error(profile_id: int) -> Profile:
    """The profile with this id. Raises CommandError with what to do when there is none."""
    profile = Profile.objects.select_related("user").filter(pk=profile_id).first()
    if profile is None:
        known = list(Profile.objects.order_by("pk").values_list("pk", flat=True)[:10])
        more = " and more" if Profile.objects.count() > len(known) else ""
        listed = ", ".join(map(str, known))
        hint = f"There are: {listed}{more}." if known else "There are none yet."
        raise CommandError(f"There is no profile {profile_id}. {hint}")
    return profile
