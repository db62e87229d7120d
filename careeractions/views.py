"""Pages, fragments and transitions of career actions."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import reswap, retarget, trigger_client_event

from careeractions import transitions
from careeractions.models import CareerAction
from careeractions.panel import Progress, panel_context, status_counts, status_of
from talentnet.http import Request, login_required
from talentnet.profiles.access import profile_of
from talentnet.profiles.anchors import ProfileAnchors
from talentnet.profiles.models import Profile
from talentnet.verbs import Verb, page_with

PAGE_LENGTH = 20
Status = CareerAction.Status
# Tabs and groups of the page, in the order of PANEL_ORDER.
STATUS_ORDER = (Status.IN_PROGRESS, Status.SAVED, Status.ACTIVE, Status.DONE, Status.DISMISSED)


@require_safe
@login_required
def moves(request: Request) -> HttpResponse:
    """Page of all the candidate's moves, or of those with one status."""
    profile = profile_of(request.user)
    counts = status_counts(profile)
    requested = request.GET.get("show", "")
    show = requested if requested in Status.values else ""
    cards = CareerAction.objects.shown_to(profile).in_order().with_feedback()
    if show:
        cards = cards.filter(status=show)
    context = {
        "profile": profile,
        "page": Paginator(cards, PAGE_LENGTH).get_page(request.GET.get("page")),
        "query": f"show={show}&" if show else "",
        "show": show,
        "statuses": [(status, counts.get(status, 0)) for status in STATUS_ORDER],
        "total": sum(counts.values()),
        "progress": Progress.of_statuses(counts),
        "places": ProfileAnchors.of(profile),
        "status": status_of(profile),
    }
    return render(request, "careeractions/moves.html", context)


@require_safe
@login_required
def panel(request: Request) -> HttpResponse:
    """Fragment with the panel's cards, for a page that has learned of a change."""
    context = panel_context(profile_of(request.user))
    return render(request, "careeractions/panel.html#cards", context)


@require_safe
@login_required
def status(request: Request) -> HttpResponse:
    """Fragment with the waiting message or a note.

    Once the wait is over, an event makes the page fetch the cards.
    """
    status = status_of(profile_of(request.user))
    response = render(request, "careeractions/panel.html#status", {"status": status})
    return response if status.waiting else trigger_client_event(response, "actions-changed")


@require_POST
@login_required
def change(request: Request, action_id: int, verb: Verb) -> HttpResponse:
    """Apply a verb to the candidate's own card.

    Responds 409 with the current card if its status forbids the verb, and 404 with a sentence if
    the card doesn't exist or has been replaced.
    """
    profile = profile_of(request.user)
    done = transitions.change_action(profile, action_id, verb)
    # Read after the transition, so that a conflict shows what another tab has made of the card.
    card = CareerAction.objects.shown_to(profile).with_feedback().filter(pk=action_id).first()
    if card is None:
        return gone(request)
    if not request.htmx and done:
        # Redirect after a post without JavaScript, so that a reload doesn't post again.
        messages.success(request, transitions.TRANSITIONS[verb].message)
        return redirect(page_with(request, card.anchor))
    context = card_context(profile, card) | {"refused": "" if done else _refusal(card, verb)}
    if not request.htmx:
        return render(request, "careeractions/conflict.html", context, status=409)
    context["progress"] = Progress.of_statuses(status_counts(profile))
    response = render(request, "careeractions/card.html", context, status=200 if done else 409)
    # Growth areas on the page depend on which cards are dismissed.
    return trigger_client_event(response, "action-chosen")


def card_context(profile: Profile, card: CareerAction) -> dict[str, Any]:
    """Template context of one card that is swapped into a page."""
    return {"card": card, "places": ProfileAnchors.of(profile), "profile": profile, "swapped": True}


def gone(request: Request) -> HttpResponse:
    """Respond 404 with a sentence, shown where every page with cards has a place for it."""
    if not request.htmx:
        return render(request, "careeractions/gone.html", status=404)
    response = render(request, "careeractions/gone.html#gone", status=404)
    # HTMX would otherwise swap the card that the request came from.
    retarget(reswap(response, "innerHTML"), "#actions-status")
    return trigger_client_event(response, "actions-changed")


def _refusal(card: CareerAction, verb: Verb) -> str:
    now = card.get_status_display().lower()
    return f"“{verb.label}” didn't work: this move is {now} now. Did you change it in another tab?"
