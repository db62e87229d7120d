"""Views for private notes and reasons for dismissal."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from careeractions.forms import NoteForm, ReasonForm
from careeractions.models import CareerAction
from careeractions.views import card_context, gone
from talentnet.http import Request, login_required
from talentnet.profiles.access import locked_profile_of, profile_of
from talentnet.profiles.models import Profile
from talentnet.profiles.saving import SaveResult, save_form
from talentnet.verbs import page_with

Status = CareerAction.Status


@require_POST
@login_required
def note(request: Request, action_id: int) -> HttpResponse:
    """Save the private note of a card; a note on a new card saves the card, too."""
    with transaction.atomic():
        # Profile before card: the order in which the generator locks them.
        profile = locked_profile_of(request.user)
        card = (
            CareerAction.objects.shown_to(profile).select_for_update().filter(pk=action_id).first()
        )
        if card is None:
            return gone(request)
        form = NoteForm(request.POST, instance=card)
        if card.status == Status.DISMISSED:
            return _refuse_dismissed(request, profile, card, form)
        saved = _save_note(request, form, card)
    if not request.htmx and saved.status == 200:
        messages.success(request, "Your note has been saved.")
        return redirect(page_with(request, card.anchor))
    template = "careeractions/note.html#state" if request.htmx else "careeractions/conflict.html"
    context = card_context(profile, card) | {"written": form, "saved": saved, "token": saved.token}
    return render(request, template, context, status=saved.status)


def _refuse_dismissed(
    request: Request, profile: Profile, card: CareerAction, form: NoteForm
) -> HttpResponse:
    """Refuse a note on a dismissed card with 409; the text stays in the form."""
    context = card_context(profile, card) | {
        "written": form,
        "token": request.POST.get("seen", ""),
        "refused": "This move is dismissed. Restore it to add a note.",
    }
    template = "careeractions/note.html#state" if request.htmx else "careeractions/conflict.html"
    return render(request, template, context, status=409)


def _save_note(request: Request, form: NoteForm, card: CareerAction) -> SaveResult:
    saved = save_form(
        form, seen=request.POST.get("seen", ""), overwrite="overwrite" in request.POST
    )
    if saved.status == 200 and card.note and card.status == Status.ACTIVE:
        card.status = Status.SAVED
        card.save(update_fields=["status"])
    return saved


@require_POST
@login_required
def reason(request: Request, action_id: int) -> HttpResponse:
    """Store why a card was dismissed; 409 if it is no longer dismissed."""
    profile = profile_of(request.user)
    row = CareerAction.objects.shown_to(profile).filter(pk=action_id)
    form = ReasonForm(request.POST)
    # Conditional update: the card may have been restored in another tab.
    is_stored = form.is_valid() and row.filter(status=Status.DISMISSED).update(
        dismiss_reason=form.cleaned_data["reason"]
    )
    card = row.first()
    if card is None:
        return gone(request)
    if request.htmx:
        context = card_context(profile, card) | {"reason_form": form}
        return render(request, "careeractions/card.html", context, status=200 if is_stored else 409)
    if is_stored:
        messages.success(request, "Thanks, we've noted your reason.")
    else:
        why = "keep it under 300 characters" if form.errors else "this move is no longer dismissed"
        messages.error(request, f"We couldn't save your reason: {why}.")
    return redirect(page_with(request, card.anchor))
