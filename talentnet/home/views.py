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
FAVICON_SECONDS = 24 * 60 * 60


@require_safe
def landing(request: HttpRequest) -> HttpResponse:
    """What this is, for anyone; who is signed in goes on to their dashboard."""
    if request.user.is_authenticated and "about" not in request.GET:
        return redirect("home:dashboard")
    return render(request, "home/landing.html")


@require_safe
@login_required
def dashboard(request: Request) -> HttpResponse:
    """The home after signing in: what to do next, and the best of everything."""
    profile = profile_of(request.user)
    rows = ("work_experiences", "educations", "projects", "volunteerings")
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
    """The icon, for anyone, where browsers look for it without a page that names it: beside a
    file, in the admin, or before the page's own link is read."""
    return redirect(static("icon.svg"))


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """For a load balancer, open to anyone: 200 while the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


def _matches(profile: Profile) -> Any:
    return Match.objects.filter(profile=profile).undismissed().select_related("opportunity")


def _open(matches: Any) -> Any:
    return matches.filter(opportunity__in=Opportunity.objects.open())


def _deadlines(profile: Profile) -> list[Match]:
    """Matches that close soon: what was saved, and what is great."""
    soon = timezone.now() + DEADLINES_WITHIN
    found = _open(_matches(profile)).filter(opportunity__deadline__lte=soon, applied_at=None)
    wanted = found.filter(status="saved") | found.filter(tier="great")
    return list(wanted.order_by("opportunity__deadline", "id"))


def _moves(profile: Profile) -> dict[str, Any]:
    cards = CareerAction.objects.of(profile).on_panel().exclude(status="done")
    return {
        "moves": list(cards[:MOVES]),
        "progress": Progress.of_statuses(status_counts(profile)),
        "places": ProfileAnchors.of(profile),
    }
