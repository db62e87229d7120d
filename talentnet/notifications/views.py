"""Settings page for emails and the private calendar link."""

from typing import Any

from allauth.account.models import EmailAddress
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from talentnet.http import Request, login_required
from talentnet.notifications.forms import MailForm
from talentnet.notifications.models import CalendarFeed, MailChoice, MailKind
from talentnet.timezones import COOKIE, zone_names


@require_safe
@login_required
def notifications(request: Request) -> HttpResponse:
    return _render_page(request)


@require_POST
@login_required
def choose_mails(request: Request) -> HttpResponse:
    form = MailForm(request.POST)
    if not form.is_valid():
        return _render_page(request, form=form, status=422)
    with transaction.atomic():
        choices = {kind.value: False for kind in MailKind} | form.chosen
        MailChoice.objects.update_or_create(user=request.user, defaults=choices)
        # Without emails the form needs no zone, so an empty field must not erase the stored one.
        if form.chosen:
            request.user.time_zone = form.cleaned_data["time_zone"]
            request.user.save(update_fields=["time_zone"])
    messages.success(
        request,
        "Your email choices are saved."
        if form.chosen
        else "You're unsubscribed from all of these emails.",
    )
    return redirect("notifications:settings")


@require_POST
@login_required
@never_cache
def renew_calendar(request: Request) -> HttpResponse:
    """Create a calendar link and show it in this response, as it isn't stored."""
    token = CalendarFeed.objects.renew(request.user, replaces=request.POST.get("replaces", ""))
    if token is None:
        messages.warning(request, "Your calendar link was changed elsewhere, so we kept that one.")
        return redirect("notifications:settings")
    link = request.build_absolute_uri(reverse("notifications:feed", args=[token]))
    return _render_page(request, link=link)


@require_POST
@login_required
def revoke_calendar(request: Request) -> HttpResponse:
    CalendarFeed.objects.filter(user=request.user).delete()
    messages.success(request, "Your calendar link no longer works.")
    return redirect("notifications:settings")


def _render_page(
    request: Request, *, form: MailForm | None = None, link: str = "", status: int = 200
) -> HttpResponse:
    choice = MailChoice.objects.filter(user=request.user).first() or MailChoice()
    confirmed = EmailAddress.objects.filter(user=request.user, primary=True, verified=True)
    context = {
        "form": form or MailForm(initial=_initial(request, choice)),
        "needs_zone": bool(choice.kinds) and not request.user.time_zone,
        "confirmed": confirmed.first(),
        "feed": CalendarFeed.objects.filter(user=request.user).first(),
        "link": link,
        # A browser hands this scheme to the calendar program, which subscribes.
        "webcal": link.replace("https://", "webcal://").replace("http://", "webcal://"),
    }
    return render(request, "notifications/settings.html", context, status=status)


def _initial(request: Request, choice: MailChoice) -> dict[str, Any]:
    """Initial form values: the saved choice, and the saved time zone or else the browser's."""
    cookie_zone = request.COOKIES.get(COOKIE, "")
    initial: dict[str, Any] = dict.fromkeys(choice.kinds, True)
    # The cookie is user input: an unknown zone would be no option of the field.
    browser_zone = cookie_zone if cookie_zone in zone_names() else ""
    return initial | {"time_zone": request.user.time_zone or browser_zone}
