"""Profile page, the editor's form sections, and the choice about AI."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from talentnet.http import Request, login_required, next_page
from talentnet.profiles.access import locked_profile_of, profile_of
from talentnet.profiles.entries import filled_lists, kinds_of
from talentnet.profiles.forms.sections import SECTION_FORMS
from talentnet.profiles.models import Profile
from talentnet.profiles.saving import save_form, token_of
from talentnet.profiles.sections import SECTIONS, meter_of

# Messages by the value of the button.
AI_CHOSEN = {
    "yes": "AI is on. It writes your matches and moves from your next refresh.",
    "no": "AI is off. Talentnet's rules write your matches and moves.",
}


@require_safe
@login_required
def profile(request: Request) -> HttpResponse:
    """Show the signed-in candidate's profile."""
    profile = profile_of(request.user)
    context = {
        "profile": profile,
        "meter": meter_of(profile),
        "lists": filled_lists(profile),
        "preferences": profile.preference_lines(),
    }
    return render(request, "profiles/profile.html", context)


@require_safe
@login_required
def edit(request: Request) -> HttpResponse:
    """Open the editor at the first section still needed for matching."""
    meter = meter_of(profile_of(request.user))
    first = next(iter(meter.missing), SECTIONS[0])
    return redirect("profiles:section", first.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def section(request: Request, slug: str) -> HttpResponse:
    """Show a section of the editor, or save its valid fields."""
    # Education and work have lists of rows instead of one form.
    if slug not in SECTION_FORMS:
        return _rows(request, slug)
    if request.method == "POST":
        return _save_section(request, slug)
    profile = profile_of(request.user)
    form = SECTION_FORMS[slug](instance=profile)
    return render(request, "profiles/section.html", _context(profile, slug, form, token_of(form)))


@require_POST
@login_required
def choose_ai(request: Request) -> HttpResponse:
    """Give or withdraw consent to AI processing, effective from the next refresh."""
    choice = request.POST.get("choice")
    if choice not in AI_CHOSEN:
        raise Http404
    # Locked, because a section form saves every column, consent included.
    with transaction.atomic():
        profile = locked_profile_of(request.user)
        profile.set_ai_consent(given=choice == "yes")
        profile.privacy_saved_at = timezone.now()
        profile.save(update_fields=["ai_consent_at", "ai_choice_at", "privacy_saved_at"])
    messages.success(request, AI_CHOSEN[choice])
    return HttpResponseRedirect(next_page(request, reverse("profiles:section", args=["privacy"])))


def _rows(request: Request, slug: str) -> HttpResponse:
    """Show a section that is a list of rows, each with its own form."""
    profile = profile_of(request.user)
    if request.method == "POST" or not kinds_of(slug):
        raise Http404
    context = _context(profile, slug) | {
        "lists": [kind.listed(profile) for kind in kinds_of(slug)],
        "removed": request.session.get("removed_entry"),
    }
    return render(request, "profiles/rows.html", context)


def _save_section(request: Request, slug: str) -> HttpResponse:
    with transaction.atomic():
        profile = locked_profile_of(request.user)
        form = SECTION_FORMS[slug](request.POST, instance=profile)
        saved = save_form(
            form, seen=request.POST.get("seen", ""), overwrite="overwrite" in request.POST
        )
    if not request.htmx and saved.status == 200:
        # The tag tells the page which locally stored draft to drop.
        messages.success(request, "Saved.", extra_tags=slug)
        return redirect(_after(slug, request))
    # Autosave replaces only the status line; without JavaScript the whole page is shown again.
    template = "profiles/section.html#state" if request.htmx else "profiles/section.html"
    context = _context(profile, slug, form, saved.token) | {"saved": saved}
    return render(request, template, context, status=saved.status)


def _after(slug: str, request: Request) -> str:
    """Return the URL of the next section after "Save and continue", else of the same one."""
    slugs = [section.slug for section in SECTIONS]
    following = slugs[slugs.index(slug) + 1 :]
    if "continue" in request.POST and following:
        return reverse("profiles:section", args=[following[0]])
    return reverse("profiles:section", args=[slug])


def _context(profile: Profile, slug: str, form: Any = None, token: str = "") -> dict[str, Any]:
    meter = meter_of(profile)
    slugs = [section.slug for section in SECTIONS]
    position = slugs.index(slug)
    return {
        "profile": profile,
        "meter": meter,
        "section": meter.sections[position],
        "following": next(iter(meter.sections[position + 1 :]), None),
        "form": form,
        "token": token,
        "saved": None,
    }
