"""Profile lookup shared by management commands."""

from django.core.management.base import CommandError

from talentnet.profiles.models import Profile


def profile_or_error(profile_id: int) -> Profile:
    """Return a profile by id. Raises CommandError that lists existing ids."""
    profile = Profile.objects.select_related("user").filter(pk=profile_id).first()
    if profile is None:
        ids = list(Profile.objects.order_by("pk").values_list("pk", flat=True)[:10])
        more = " and more" if Profile.objects.count() > len(ids) else ""
        listed = ", ".join(map(str, ids))
        hint = f"Existing profiles: {listed}{more}." if ids else "There are none yet."
        raise CommandError(f"There is no profile {profile_id}. {hint}")
    return profile
