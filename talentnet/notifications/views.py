"""The page on which mails are chosen and the calendar's address is made and revoked."""

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
    return _page(request)


@require_POST
@login_required
def choose_mails(request: Request) -> HttpResponse:
    form = MailForm(request.POST)
    if not form.is_valid():
        return _page(request, form=form, status=422)
    with transaction.atomic():
        chosen = {kind.value: False for kind in MailKind} | form.chosen
        MailChoice.objects.update_or_create(user=request.user, defaults=chosen)
        if form.chosen:
            request.user.time_zone = form.cleaned_data["time_zone"]
            request.user.save(update_fields=["time_zone"])
    said = "Your choice of mails is saved." if form.chosen else "You will get none of these mails."
    messages.success(request, said)
    return redirect("notifications:settings")


@require_POST
@login_required
@never_cache
def renew_calendar(request: Request) -> HttpResponse:
    """Shows the new address in its very answer: it is stored nowhere that it could be read from."""
    token = CalendarFeed.objects.renew(request.user, replaces=request.POST.get("replaces", ""))
    if token is None:
        messages.warning(request, "Nothing was changed: your calendar was changed before that.")
        return redirect("notifications:settings")
    address = request.build_absolute_uri(reverse("notifications:feed", args=[token]))
    return _page(request, address=address)


@require_POST
@login_required
def revoke_calendar(request: Request) -> HttpResponse:
    CalendarFeed.objects.filter(user=request.user).delete()
    messages.success(request, "The address of your calendar works no longer.")
    return redirect("notifications:settings")


def _page(
    request: Request, *, form: MailForm | None = None, address: str = "", status: int = 200
) -> HttpResponse:
    choice = MailChoice.objects.filter(user=request.user).first() or MailChoice()
    confirmed = EmailAddress.objects.filter(user=request.user, primary=True, verified=True)
    context = {
        "form": form or MailForm(initial=_initial(request, choice)),
        "is_without_zone": bool(choice.kinds) and not request.user.time_zone,
        "confirmed": confirmed.first(),
        "feed": CalendarFeed.objects.filter(user=request.user).first(),
        "address": address,
        "webcal": address.replace("https://", "webcal://").replace("http://", "webcal://"),
    }
    return render(request, "notifications/settings.html", context, status=status)


def _initial(request: Request, choice: MailChoice) -> dict[str, Any]:
    browser_zone = request.COOKIES.get(COOKIE, "")
    initial: dict[str, Any] = dict.fromkeys(choice.kinds, True)
    known = browser_zone if browser_zone in zone_names() else ""
    return initial | {"time_zone": request.user.time_zone or known}
