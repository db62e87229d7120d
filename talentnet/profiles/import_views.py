"""Import in the browser: a file handed over, what it would change, and what becomes of it."""

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
from talentnet.profiles.importing import applying, asking
from talentnet.profiles.importing.plan import Choices, ImportChoice, ImportPlan
from talentnet.profiles.importing.prompts import build_proposal_message
from talentnet.profiles.importing.starting import discard as discard_import
from talentnet.profiles.importing.starting import start
from talentnet.profiles.importing.undo import Taken
from talentnet.profiles.importing.uploads import MAX_BYTES, MAX_JSON_BYTES, Upload
from talentnet.profiles.models import Profile, ProfileImport
from talentnet.profiles.sections import SECTIONS, meter_of
from talentnet.text import and_list

SHOWN_FINISHED = 5


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def imports(request: Request) -> HttpResponse:
    """Hand over a file, or go on with one that was handed over before."""
    mine = profile_of(request.user)
    if request.method == "POST":
        return _start(request, mine)
    return render(request, "profiles/imports.html", _imports_context(mine))


@require_safe
@login_required
def review(request: Request, import_id: int) -> HttpResponse:
    """Render an import: in progress, to be reviewed, or done."""
    mine = profile_of(request.user)
    row = get_object_or_404(mine.imports, pk=import_id)
    return render(request, "profiles/import.html", _review_context(mine, row))


@require_safe
@login_required
def progress(request: Request, import_id: int) -> HttpResponse:
    """Render the progress for a polling page, or redirect it when the import has ended."""
    mine = profile_of(request.user)
    row = get_object_or_404(mine.imports, pk=import_id)
    response = render(request, "profiles/import.html#progress", _review_context(mine, row))
    if not row.is_live:
        response.headers["HX-Refresh"] = "true"
    return response


@require_POST
@login_required
def apply(request: Request, import_id: int) -> HttpResponse:
    """Take what is chosen into the profile; says why when that is not possible."""
    outcome = applying.apply(
        user=request.user,
        import_id=import_id,
        ticked=request.POST.getlist("take"),
        chosen=request.POST.dict(),
        seen=request.POST.get("seen", ""),
    )
    if outcome is None:
        raise Http404
    if outcome.plan is not None:
        mine = profile_of(request.user)
        row = get_object_or_404(mine.imports, pk=import_id)
        context = _review_context(mine, row, outcome.plan, outcome.choices)
        context["refusals"] = outcome.refusals
        return render(request, "profiles/import.html", context, status=422)
    return redirect("profiles:import", import_id)


@require_POST
@login_required
def keep_text(request: Request, import_id: int) -> HttpResponse:
    """Keep the text of a document as it was edited; with `ask`, a model proposes fields from it."""
    mine, text = profile_of(request.user), request.POST.get("text", "")
    try:
        refusal = asking.keep_text(
            profile=mine, import_id=import_id, text=text, ask="ask" in request.POST
        )
    except ProfileImport.DoesNotExist as error:
        raise Http404 from error
    if refusal == asking.BEING_READ:
        messages.warning(request, refusal)
    if refusal in ("", asking.BEING_READ):
        return redirect("profiles:import", import_id)
    row = get_object_or_404(mine.imports, pk=import_id)
    context = _review_context(mine, row) | {"text": text, "text_refusal": refusal}
    return render(request, "profiles/import.html", context, status=422)


@require_POST
@login_required
def undo(request: Request, import_id: int) -> HttpResponse:
    """Put back what an import changed; what was edited since is left alone, and named."""
    left = applying.undo(user=request.user, import_id=import_id)
    if left is None:
        get_object_or_404(profile_of(request.user).imports, pk=import_id)
    elif left:
        sentence = f"Undone, but for what you have edited since: {and_list(left)}."
        messages.warning(request, sentence)
    else:
        messages.success(request, "Undone. Your profile is back to how it was.")
    return redirect("profiles:import", import_id)


@require_POST
@login_required
def discard(request: Request, import_id: int) -> HttpResponse:
    """Delete an import and what was read; the profile stays as it is."""
    if not discard_import(profile=profile_of(request.user), import_id=import_id):
        raise Http404
    messages.success(request, "Deleted. Your profile is as it is.")
    return redirect("profiles:imports")


def _start(request: Request, mine: Profile) -> HttpResponse:
    # A file can cost a worker seconds, whatever becomes of it.
    if not ratelimit.consume(request, action="import_file", user=request.user):
        return _refuse(request, mine, "That is a lot of files for an hour. Try again later.", 429)
    files = request.FILES.getlist("file")
    try:
        if not files:
            raise UnreadableFile("Choose a file first.")
        row = start(profile=mine, uploads=[Upload.of(f, f.name or "") for f in files])
    except UnreadableFile as error:
        return _refuse(request, mine, str(error), 422)
    return redirect("profiles:import", row.pk)


def _refuse(request: Request, mine: Profile, why: str, status: int) -> HttpResponse:
    context = _imports_context(mine) | {"refusal": why}
    return render(request, "profiles/imports.html", context, status=status)


def _imports_context(mine: Profile) -> dict[str, Any]:
    listed = list(mine.imports.defer("text", "proposal"))
    applied = [row for row in listed if row.status == ProfileImport.APPLIED]
    return {
        "profile": mine,
        "unfinished": [row for row in listed if row not in applied],
        "applied": [(row, Taken.stored(row.taken)) for row in applied[:SHOWN_FINISHED]],
        "megabytes": MAX_BYTES // 1024 // 1024,
        "json_megabytes": MAX_JSON_BYTES // 1024 // 1024,
    }


def _review_context(
    mine: Profile,
    row: ProfileImport,
    plan: ImportPlan | None = None,
    choices: Choices | None = None,
) -> dict[str, Any]:
    context: dict[str, Any] = {
        "profile": mine,
        "import": row,
        "poll": next_poll(row) if row.is_live else None,
        "text": row.text,
        "sections": SECTIONS,
    }
    if row.text:
        # Only a template that shows it has it built: it takes a pass over the whole text.
        context["message"] = partial(build_proposal_message, row.text, mine)
    if row.status == ProfileImport.APPLIED:
        return context | {"taken": Taken.stored(row.taken), "meter": meter_of(mine)}
    if row.status != ProfileImport.READY or row.proposal is None:
        return context
    plan = plan or applying.current_plan(row, mine)
    choices = plan.default_choices if choices is None else choices
    taken = {id: choice for id, choice in choices.items() if choice != ImportChoice.SKIP}
    return context | {
        "plan": plan,
        "groups": plan.groups(),
        "ticked": set(taken),
        "chosen": {f"{id}={choice}" for id, choice in taken.items()},
    }
