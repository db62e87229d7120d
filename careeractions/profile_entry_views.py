"""Page on which a candidate edits a prefilled entry and adds a card to their profile."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from careeractions import profile_entry
from careeractions.models import CareerAction
from talentnet.http import Request, login_required
from talentnet.profiles.access import profile_of
from talentnet.profiles.entries import KINDS, EntryKind
from talentnet.profiles.models import Profile


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def add_to_profile(request: Request, action_id: int) -> HttpResponse:
    """Show a prefilled entry; on POST, store it and mark the card done."""
    profile = profile_of(request.user)
    card = get_object_or_404(CareerAction.objects.shown_to(profile), pk=action_id)
    kind = KINDS.get(request.GET.get("kind", ""), profile_entry.kind_for(card))
    if kind.slug not in profile_entry.OFFERED:
        raise Http404
    if request.method == "POST":
        return _add(request, card, kind)
    if not profile_entry.can_be_added(card):
        return redirect(f"{reverse('careeractions:moves')}#action-{card.pk}")
    # Sent back with the form as its idempotency key, and stored as the entry's key.
    key = uuid.uuid4()
    return _entry_page(
        request, profile, card, kind, key, profile_entry.prefilled(kind, profile, card, key)
    )


def _add(request: Request, card: CareerAction, kind: EntryKind) -> HttpResponse:
    try:
        key = uuid.UUID(request.POST.get("key", ""))
    except ValueError as error:
        raise Http404 from error
    try:
        card, form = profile_entry.add_to_profile(request.user, card.pk, kind, key, request.POST)
    except profile_entry.CannotAddEntry:
        messages.warning(request, "You've already added this move, or it's no longer in progress.")
        return redirect(f"{reverse('careeractions:moves')}#action-{card.pk}")
    if form.errors:
        return _entry_page(request, profile_of(request.user), card, kind, key, form)
    messages.success(request, "Done and added to your profile. Nice work!")
    return redirect(f"{reverse('careeractions:moves')}#action-{card.pk}")


def _entry_page(
    request: Request,
    profile: Profile,
    card: CareerAction,
    kind: EntryKind,
    key: uuid.UUID,
    form: object,
) -> HttpResponse:
    context = {
        "profile": profile,
        "card": card,
        "kind": kind,
        "kinds": [KINDS[slug] for slug in profile_entry.OFFERED],
        "key": key,
        "form": form,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "careeractions/add_to_profile.html", context, status=status)
