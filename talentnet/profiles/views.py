from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from talentnet.http import Request, login_required
from talentnet.profiles.access import profile_of
from talentnet.profiles.forms import EducationFormSet, ProfileForm, WorkExperienceFormSet
from talentnet.profiles.models import Profile


@require_safe
@login_required
def profile(request: Request) -> HttpResponse:
    """One's own profile, as it is stored."""
    mine = profile_of(request.user)
    return render(
        request,
        "profiles/profile.html",
        {"profile": mine, "missing": mine.missing_for_matching(), "sections": mine.sections()},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def edit(request: Request) -> HttpResponse:
    """The whole profile in one form; nothing is saved unless all of it is valid."""
    mine = profile_of(request.user)
    forms = _forms(mine, request.POST if request.method == "POST" else None)
    if request.method == "POST" and _all_valid(forms):
        with transaction.atomic():
            for form in forms.values():
                form.save()
        messages.success(request, "Your profile is saved.")
        return redirect("profiles:profile")
    status = 422 if request.method == "POST" else 200
    return render(request, "profiles/edit.html", {"profile": mine, **forms}, status=status)


def _all_valid(forms: dict[str, Any]) -> bool:
    """Whether every form is valid; each of them is checked, so that all that is wrong shows."""
    return not [form for form in forms.values() if not form.is_valid()]


def _forms(mine: Profile, data: Any) -> dict[str, Any]:
    return {
        "form": ProfileForm(data, instance=mine),
        "educations": EducationFormSet(data, instance=mine, prefix="education"),
        "work_experiences": WorkExperienceFormSet(data, instance=mine, prefix="work"),
    }
