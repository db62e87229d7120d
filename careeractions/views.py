from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import reswap, retarget, trigger_client_event

from careeractions import transitions
from careeractions.models import CareerAction
from careeractions.panel import panel_context, waiting_for
from careeractions.transitions import Verb
from talentnet.http import Request, login_required
from talentnet.profiles.access import profile_of

SAID: dict[Verb, str] = {
    Verb.SAVE: "Saved. It stays through every refresh.",
    Verb.UNSAVE: "No longer saved. The next refresh may replace it.",
    Verb.DISMISS: "Dismissed. You find it under “Dismissed”, to restore.",
    Verb.RESTORE: "Restored.",
    Verb.START: "Started. Good luck with it.",
    Verb.CANCEL: "Stopped for now. It stays saved.",
    Verb.COMPLETE: "Done. Well done.",
}


@require_safe
@login_required
def panel(request: Request) -> HttpResponse:
    """The cards alone, for a page whose cards have changed."""
    context = panel_context(profile_of(request.user))
    return render(request, "careeractions/panel.html#cards", context)


@require_safe
@login_required
def status(request: Request) -> HttpResponse:
    """What the panel waits for; the page is told to fetch the cards when the waiting is over."""
    waiting = waiting_for(profile_of(request.user))
    response = render(request, "careeractions/panel.html#status", {"waiting": waiting})
    return response if waiting else trigger_client_event(response, "actions-changed")


@require_POST
@login_required
def change(request: Request, action_id: int, verb: Verb) -> HttpResponse:
    """Do something with one's own card: 409 with the card as it is when its status forbids it,
    404 with a sentence when it is not there (any more)."""
    profile = profile_of(request.user)
    done = transitions.change(profile, action_id, verb)
    card = CareerAction.objects.of(profile).filter(pk=action_id).first()
    if card is None:
        return _gone(request)
    if not request.htmx and done:
        messages.success(request, SAID[verb])
        return redirect(f"{reverse('matching:matches')}#action-{card.pk}")
    template = "careeractions/card.html" if request.htmx else "careeractions/conflict.html"
    context = {"card": card, "refused": "" if done else _refused(card, verb), "swapped": True}
    return render(request, template, context, status=200 if done else 409)


def _gone(request: Request) -> HttpResponse:
    """Said where it is seen even if the card itself has left the page meanwhile."""
    if not request.htmx:
        return render(request, "careeractions/gone.html", status=404)
    response = render(request, "careeractions/gone.html#gone", status=404)
    retarget(reswap(response, "innerHTML"), "#actions-status")
    return trigger_client_event(response, "actions-changed")


def _refused(card: CareerAction, verb: Verb) -> str:
    now = card.get_status_display().lower()
    return f"“{verb.label}” was not possible: this card is {now} now, perhaps from another tab."
