"""View for the candidate's opinion of a move."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from careeractions.models import ActionFeedback, CareerAction
from careeractions.views import card_context, gone
from talentnet.http import Request, login_required
from talentnet.profiles.access import profile_of
from talentnet.verbs import page_with


@require_POST
@login_required
def feedback(request: Request, action_id: int, opinion: str) -> HttpResponse:
    """Store an opinion of a card, or take it back if it is the present one."""
    profile = profile_of(request.user)
    with transaction.atomic():
        # Locked, so that two quick presses are one after the other.
        cards = CareerAction.objects.shown_to(profile).select_for_update()
        card = cards.filter(pk=action_id).first()
        if card is None:
            return gone(request)
        _toggle(card, opinion)
    card = CareerAction.objects.of(profile).with_feedback().get(pk=action_id)
    if request.htmx:
        context = card_context(profile, card)
        return render(request, "careeractions/feedback.html", context)
    messages.success(request, _message(card))
    return redirect(page_with(request, card.anchor))


def _toggle(card: CareerAction, opinion: str) -> None:
    if card.opinion == opinion:
        ActionFeedback.objects.filter(action=card).delete()
        return
    fields = {
        "opinion": opinion,
        "profile_id": card.profile_id,
        "type": card.type,
        "title": card.title,
        "template": card.template,
        "model_version": card.model_version,
        "given_at": timezone.now(),
    }
    ActionFeedback.objects.update_or_create(action=card, defaults=fields)


def _message(card: CareerAction) -> str:
    return "Thanks for your feedback." if card.opinion else "We removed your feedback."
