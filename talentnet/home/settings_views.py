"""Settings page: AI, hidden organizations, time zone, and links to the account's pages."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from matching.prompts import build_profile_context
from talentnet.http import Request, login_required
from talentnet.profiles.access import profile_of
from talentnet.timezones import COOKIE, zone_names


class TimeZoneForm(forms.Form):
    time_zone = forms.ChoiceField(
        required=False,
        label="Time zone",
        help_text="We show deadlines in this time zone.",
        # A function, so that reading the zone list isn't part of starting the site.
        choices=lambda: [
            ("", "Use my browser's time zone"),
            *((name, name) for name in zone_names()),
        ],
    )


@require_safe
@login_required
def settings(request: Request) -> HttpResponse:
    context = {
        "profile": profile_of(request.user),
        "time_zone_form": TimeZoneForm(initial={"time_zone": request.user.time_zone}),
        "browser_zone": request.COOKIES.get(COOKIE, ""),
    }
    return render(request, "home/settings.html", context)


@require_safe
@login_required
def sent_to_model(request: Request) -> HttpResponse:
    """The exact text that a refresh would send to an AI model now."""
    profile = profile_of(request.user)
    context = {"profile": profile, "text": build_profile_context(profile)}
    return render(request, "home/sent_to_model.html", context)


@require_POST
@login_required
def time_zone(request: Request) -> HttpResponse:
    form = TimeZoneForm(request.POST)
    if form.is_valid():
        request.user.time_zone = form.cleaned_data["time_zone"]
        request.user.save(update_fields=["time_zone"])
        messages.success(request, "Your time zone is saved.")
    else:
        messages.error(request, "We don't know that time zone. Choose one from the list.")
    return redirect("home:settings")
