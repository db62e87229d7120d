"""Import pages: upload a file, review the changes, apply or undo them."""

from functools import partial
from typing import Any

from allauth.core import ratelimit
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from talentnet.files import UnreadableFile
from talentnet.http import Request, login_required
from talentnet.polling import next_poll
from talentnet.profiles.access import profile_of
from talentnet.profiles.importing import applying, asking, starting
from talentnet.profiles.importing.plan import Choices, ImportChoice, ImportPlan
from talentnet.profiles.importing.prompts import build_proposal_message
from talentnet.profiles.importing.undo import AppliedImport
from talentnet.profiles.importing.uploads import MAX_BYTES, MAX_JSON_BYTES, Upload
from talentnet.profiles.models import Profile, ProfileImport
from talentnet.profiles.sections import SECTIONS, meter_of
from talentnet.text import and_list

# Applied imports on the page; the retention rule deletes them after a week.
SHOWN_FINISHED = 5


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def imports(request: Request) -> HttpResponse:
    """Upload a file, or list the imports so far."""
    profile = profile_of(request.user)
    if request.method == "POST":
        return _start(request, profile)
    return render(request, "profiles/imports.html", _imports_context(profile))


@require_safe
@login_required
def review(request: Request, import_id: int) -> HttpResponse:
    """Show an import: in progress, ready for review, applied or failed."""
    profile = profile_of(request.user)
    row = get_object_or_404(profile.imports, pk=import_id)
    return render(request, "profiles/import.html", _review_context(profile, row))


@require_safe
@login_required
def progress(request: Request, import_id: int) -> HttpResponse:
    """Render the progress of an import; reloads the page once it has ended."""
    profile = profile_of(request.user)
    row = get_object_or_404(profile.imports, pk=import_id)
    response = render(request, "profiles/import.html#progress", _review_context(profile, row))
    # The page then shows the review or an error, so all of it has to be loaded again.
    if not row.is_live:
        response.headers["HX-Refresh"] = "true"
    return response


@require_POST
@login_required
def apply(request: Request, import_id: int) -> HttpResponse:
    """Apply the chosen changes, or show the review again with the reasons for refusal."""
    outcome = applying.apply_import(
        user=request.user,
        import_id=import_id,
        ticked=request.POST.getlist("take"),
        chosen=request.POST.dict(),
        seen=request.POST.get("seen", ""),
    )
    if outcome is None:
        raise Http404
    if outcome.plan is not None:
        profile = profile_of(request.user)
        row = get_object_or_404(profile.imports, pk=import_id)
        context = _review_context(profile, row, outcome.plan, outcome.choices)
        context["refusals"] = outcome.refusals
        return render(request, "profiles/import.html", context, status=422)
    return redirect("profiles:import", import_id)


@require_POST
@login_required
def save_text(request: Request, import_id: int) -> HttpResponse:
    """Save the edited text of a document; with `ask`, have the model propose fields from it."""
    profile, text = profile_of(request.user), request.POST.get("text", "")
    try:
        refusal = asking.save_text(
            profile=profile, import_id=import_id, text=text, ask="ask" in request.POST
        )
    except ProfileImport.DoesNotExist as error:
        raise Http404 from error
    if refusal == asking.BEING_READ:
        messages.warning(request, refusal)
    # In both cases the import's page shows the current state.
    if refusal in ("", asking.BEING_READ):
        return redirect("profiles:import", import_id)
    row = get_object_or_404(profile.imports, pk=import_id)
    context = _review_context(profile, row) | {"text": text, "text_refusal": refusal}
    return render(request, "profiles/import.html", context, status=422)


@require_POST
@login_required
def undo(request: Request, import_id: int) -> HttpResponse:
    """Undo an import, except for fields and rows edited since, which are named."""
    edited_since = applying.undo_import(user=request.user, import_id=import_id)
    if edited_since is None:
        # Nothing to undo: a second press of the button, or not the candidate's own import.
        get_object_or_404(profile_of(request.user).imports, pk=import_id)
    elif edited_since:
        sentence = f"Undone. We kept what you've edited since: {and_list(edited_since)}."
        messages.warning(request, sentence)
    else:
        messages.success(request, "Undone. Your profile is back to how it was.")
    return redirect("profiles:import", import_id)


@require_POST
@login_required
def discard(request: Request, import_id: int) -> HttpResponse:
    """Delete an import with its text and proposal; the profile doesn't change."""
    if not starting.discard_import(profile=profile_of(request.user), import_id=import_id):
        raise Http404
    messages.success(request, "Deleted. Your profile hasn't changed.")
    return redirect("profiles:imports")


def _start(request: Request, profile: Profile) -> HttpResponse:
    # Counted before reading: a file that turns out to be unreadable costs as much.
    if not ratelimit.consume(request, action="import_file", user=request.user):
        return _refuse(
            request, profile, "You've uploaded a lot of files this hour. Try again later.", 429
        )
    files = request.FILES.getlist("file")
    try:
        if not files:
            raise UnreadableFile("Choose a file first.")
        row = starting.start_import(
            profile=profile, uploads=[Upload.from_file(f, f.name or "") for f in files]
        )
    except UnreadableFile as error:
        return _refuse(request, profile, str(error), 422)
    return redirect("profiles:import", row.pk)


def _refuse(request: Request, profile: Profile, why: str, status: int) -> HttpResponse:
    context = _imports_context(profile) | {"refusal": why}
    return render(request, "profiles/imports.html", context, status=status)


def _imports_context(profile: Profile) -> dict[str, Any]:
    # The list shows neither of these columns, which can hold megabytes.
    listed = list(profile.imports.defer("text", "proposal"))
    applied = [row for row in listed if row.status == ProfileImport.APPLIED]
    return {
        "profile": profile,
        "unfinished": [row for row in listed if row not in applied],
        "applied": [
            (row, AppliedImport.from_stored(row.taken)) for row in applied[:SHOWN_FINISHED]
        ],
        "megabytes": MAX_BYTES // 1024 // 1024,
        "json_megabytes": MAX_JSON_BYTES // 1024 // 1024,
    }


def _review_context(
    profile: Profile,
    row: ProfileImport,
    plan: ImportPlan | None = None,
    choices: Choices | None = None,
) -> dict[str, Any]:
    context: dict[str, Any] = {
        "profile": profile,
        "import": row,
        "poll": next_poll(row) if row.is_live else None,
        "text": row.text,
        "sections": SECTIONS,
    }
    if row.text:
        # Called only by a template that shows it, because it takes a pass over the whole text.
        context["message"] = partial(build_proposal_message, row.text, profile)
    if row.status == ProfileImport.APPLIED:
        return context | {
            "applied": AppliedImport.from_stored(row.taken),
            "meter": meter_of(profile),
        }
    if row.status != ProfileImport.READY or row.proposal is None:
        return context
    # After a refusal, with the candidate's own choices instead of the default ones.
    plan = plan or applying.current_plan(row, profile)
    choices = plan.default_choices if choices is None else choices
    picked = {id: choice for id, choice in choices.items() if choice != ImportChoice.SKIP}
    return context | {
        "plan": plan,
        "groups": plan.groups(),
        "ticked": set(picked),
        "chosen": {f"{id}={choice}" for id, choice in picked.items()},
    }
