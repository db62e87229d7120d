"""Landing page, dashboard, favicon and health check."""

import datetime as dt
from typing import Any

from django.db import connection
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from careeractions.models import CareerAction
from careeractions.panel import Progress, status_counts
from matching.models import Match, MatchRefresh
from talentnet.home.next_step import next_step
from talentnet.http import Request, login_required
from talentnet.opportunities.models import Opportunity
from talentnet.profiles.access import profile_of
from talentnet.profiles.anchors import ProfileAnchors
from talentnet.profiles.models import Profile
from talentnet.profiles.sections import meter_of

TOP_MATCHES = 3
MOVES = 2
DEADLINES = 5
DEADLINES_WITHIN = dt.timedelta(days=30)
# A day: long enough to spare requests, short enough for a new icon to arrive.
FAVICON_SECONDS = 24 * 60 * 60


@require_safe
def landing(request: HttpRequest) -> HttpResponse:
    # Signed-in people go to their dashboard, unless they follow an "About" link.
    if request.user.is_authenticated and "about" not in request.GET:
        return redirect("home:dashboard")
    return render(request, "home/landing.html")


@require_safe
@login_required
def dashboard(request: Request) -> HttpResponse:
    """Home page after sign-in: next step, top matches, deadlines and moves."""
    profile = profile_of(request.user)
    rows = ("work_experiences", "educations", "projects", "volunteerings")
    # Read by the meter and by the anchors of the moves.
    prefetch_related_objects([profile], *rows)
    meter = meter_of(profile)
    refresh = MatchRefresh.objects.filter(profile=profile).first()
    deadlines = _deadlines(profile)
    soonest = next((m for m in deadlines if m.status == "saved" and not m.applied_at), None)
    context = {
        "profile": profile,
        "meter": meter,
        "next": next_step(profile, meter, refresh, soonest),
        "top": _open(_matches(profile)).filter(applied_at=None).best_first()[:TOP_MATCHES],
        "deadlines": deadlines[:DEADLINES],
        **_moves(profile),
    }
    return render(request, "home/dashboard.html", context)


@require_safe
@cache_control(max_age=FAVICON_SECONDS, public=True)
def favicon(request: HttpRequest) -> HttpResponse:
    """Redirect from the path that browsers try when a page names no icon, such as in the admin."""
    return redirect(static("icon.svg"))


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Health check for load balancers: 200 while the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


def _matches(profile: Profile) -> Any:
    return Match.objects.filter(profile=profile).undismissed().select_related("opportunity")


def _open(matches: Any) -> Any:
    return matches.filter(opportunity__in=Opportunity.objects.open())


def _deadlines(profile: Profile) -> list[Match]:
    """Saved and great matches that close soon and aren't applied to, soonest first."""
    soon = timezone.now() + DEADLINES_WITHIN
    closing = _open(_matches(profile)).filter(opportunity__deadline__lte=soon, applied_at=None)
    relevant = closing.filter(status="saved") | closing.filter(tier="great")
    return list(relevant.order_by("opportunity__deadline", "id"))


def _moves(profile: Profile) -> dict[str, Any]:
    moves = CareerAction.objects.shown_to(profile).on_panel().with_feedback().exclude(status="done")
    return {
        "moves": list(moves[:MOVES]),
        "progress": Progress.of_statuses(status_counts(profile)),
        "places": ProfileAnchors.of(profile),
    }
