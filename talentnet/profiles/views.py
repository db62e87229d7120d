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
from talentnet.profiles.saving import save, token_of
from talentnet.profiles.sections import SECTIONS, meter_of

AI_CHOSEN = {
    "yes": "An AI model may write for you from the next refresh on.",
    "no": "No AI model reads your profile. Rules on this site write for you.",
}


@require_safe
@login_required
def profile(request: Request) -> HttpResponse:
    """One's own profile, as it is stored."""
    mine = profile_of(request.user)
    context = {
        "profile": mine,
        "meter": meter_of(mine),
        "lists": filled_lists(mine),
        "preferences": mine.preference_lines(),
    }
    return render(request, "profiles/profile.html", context)


@require_safe
@login_required
def edit(request: Request) -> HttpResponse:
    """The editor, where it is needed most."""
    meter = meter_of(profile_of(request.user))
    first = next(iter(meter.missing), SECTIONS[0])
    return redirect("profiles:section", first.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def section(request: Request, slug: str) -> HttpResponse:
    """One section of the editor; what is sent is saved as far as it is valid."""
    if slug not in SECTION_FORMS:
        return _rows(request, slug)
    if request.method == "POST":
        return _save_section(request, slug)
    mine = profile_of(request.user)
    form = SECTION_FORMS[slug](instance=mine)
    return render(request, "profiles/section.html", _context(mine, slug, form, token_of(form)))


@require_POST
@login_required
def choose_ai(request: Request) -> HttpResponse:
    """Give or withdraw consent to AI processing; it counts from the next refresh on."""
    choice = request.POST.get("choice")
    if choice not in AI_CHOSEN:
        raise Http404
    with transaction.atomic():
        mine = locked_profile_of(request.user)
        mine.set_ai_consent(given=choice == "yes")
        mine.privacy_saved_at = timezone.now()
        mine.save(update_fields=["ai_consent_at", "ai_choice_at", "privacy_saved_at"])
    messages.success(request, AI_CHOSEN[choice])
    return HttpResponseRedirect(next_page(request, reverse("profiles:section", args=["privacy"])))


def _rows(request: Request, slug: str) -> HttpResponse:
    """A section that is made of rows, each with a form of its own."""
    mine = profile_of(request.user)
    if request.method == "POST" or not kinds_of(slug):
        raise Http404
    context = _context(mine, slug) | {
        "lists": [kind.listed(mine) for kind in kinds_of(slug)],
        "removed": request.session.get("removed_entry"),
    }
    return render(request, "profiles/rows.html", context)


def _save_section(request: Request, slug: str) -> HttpResponse:
    with transaction.atomic():
        mine = locked_profile_of(request.user)
        form = SECTION_FORMS[slug](request.POST, instance=mine)
        saved = save(form, seen=request.POST.get("seen", ""), overwrite="overwrite" in request.POST)
    if not request.htmx and saved.status == 200:
        # The tag tells the page which draft has served its time.
        messages.success(request, "Saved.", extra_tags=slug)
        return redirect(_after(slug, request))
    template = "profiles/section.html#state" if request.htmx else "profiles/section.html"
    context = _context(mine, slug, form, saved.token) | {"saved": saved}
    return render(request, template, context, status=saved.status)


def _after(slug: str, request: Request) -> str:
    """The next section for who goes on, else the same one."""
    slugs = [section.slug for section in SECTIONS]
    following = slugs[slugs.index(slug) + 1 :]
    if "continue" in request.POST and following:
        return reverse("profiles:section", args=[following[0]])
    return reverse("profiles:section", args=[slug])


def _context(mine: Profile, slug: str, form: Any = None, token: str = "") -> dict[str, Any]:
    meter = meter_of(mine)
    slugs = [section.slug for section in SECTIONS]
    position = slugs.index(slug)
    return {
        "profile": mine,
        "meter": meter,
        "section": meter.sections[position],
        "following": next(iter(meter.sections[position + 1 :]), None),
        "form": form,
        "token": token,
        "saved": None,
    }
