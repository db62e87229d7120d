"""Add, edit, move, remove and restore rows of the profile."""

import uuid
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import reswap, retarget

from talentnet.http import Request, login_required
from talentnet.profiles.access import locked_profile_of, profile_of
from talentnet.profiles.entries import (
    KINDS,
    MAX_ENTRIES,
    EntryKind,
    form_values,
    move_row,
    renumber_with_first,
)
from talentnet.profiles.models import Entry, Profile
from talentnet.profiles.saving import SaveResult, save_form, token_of
from talentnet.profiles.sections import meter_of

# Session key of the last removed row, for undo.
REMOVED = "removed_entry"


@require_safe
@login_required
def new(request: Request, kind: EntryKind) -> HttpResponse:
    """Show an empty form with a new idempotency key."""
    return _form_page(request, kind, kind.new(profile_of(request.user), uuid.uuid4()))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def entry(request: Request, kind: EntryKind, key: UUID) -> HttpResponse:
    """Show the form of a row, or save its valid fields."""
    if request.method == "POST":
        return _save_entry(request, kind, key)
    row = kind.find(profile_of(request.user), key)
    if row is None:
        raise Http404
    return _form_page(request, kind, row)


@require_safe
@login_required
def listed(request: Request, kind: EntryKind) -> HttpResponse:
    """Show the stored rows of one kind."""
    return _list(request, kind, profile_of(request.user), request.GET.get("focus", ""), closes=True)


@require_POST
@login_required
def remove(request: Request, kind: EntryKind, key: UUID) -> HttpResponse:
    """Remove a row; it can be restored until another one is removed."""
    with transaction.atomic():
        profile = locked_profile_of(request.user)
        row = kind.find(profile, key)
        if row is not None:
            # Form values, because a session holds JSON.
            request.session[REMOVED] = {
                "kind": kind.slug,
                "key": str(key),
                "name": str(row),
                "position": row.position,
                "sent": form_values(kind, row),
            }
            row.delete()
    return _list(request, kind, profile, str(key))


@require_POST
@login_required
def restore(request: Request) -> HttpResponse:
    """Restore the last removed row to its position."""
    # Taken out first, so that a second press can't restore it twice.
    removed = request.session.pop(REMOVED, None)
    if removed is None:
        raise Http404
    kind = KINDS[removed["kind"]]
    with transaction.atomic():
        profile = locked_profile_of(request.user)
        row = kind.new(profile, UUID(removed["key"]))
        row.position = removed["position"]
        # An open form in another tab may have stored it again.
        if kind.find(profile, row.key) is None:
            _restore_row(request, kind, row, removed)
    return _list(request, kind, profile, removed["key"])


@require_POST
@login_required
def move_up(request: Request, kind: EntryKind, key: UUID) -> HttpResponse:
    return _move(request, kind, key, -1)


@require_POST
@login_required
def move_down(request: Request, kind: EntryKind, key: UUID) -> HttpResponse:
    return _move(request, kind, key, 1)


def _move(request: Request, kind: EntryKind, key: UUID, by: int) -> HttpResponse:
    with transaction.atomic():
        profile = locked_profile_of(request.user)
        move_row(kind, profile, key, by=by)
    return _list(request, kind, profile)


def _save_entry(request: Request, kind: EntryKind, key: UUID) -> HttpResponse:
    with transaction.atomic():
        profile = locked_profile_of(request.user)
        stored = kind.find(profile, key)
        form = kind.form(request.POST, instance=stored or kind.new(profile, key))
        if stored is None and kind.rows_of(profile).count() >= MAX_ENTRIES:
            form.add_error(None, f"A profile holds at most {MAX_ENTRIES} rows of {kind.noun}.")
        saved = _save_row(request, form, is_stored=stored is not None)
        # A new row starts at position 0, where another one already is.
        if stored is None and form.instance.pk:
            renumber_with_first(kind, profile, form.instance)
    is_finished = saved.status == 200 and "close" in request.POST
    if is_finished and request.htmx:
        # The form targets its status line; after "Done" the whole list takes its place.
        response = _list(request, kind, profile, str(key), closes=True)
        return retarget(reswap(response, "outerHTML"), f"#{kind.slug}-list")
    if is_finished or (saved.status == 200 and not request.htmx):
        return redirect(f"{reverse('profiles:section', args=[kind.section])}#entry-{key}")
    template = "profiles/entry.html#state" if request.htmx else "profiles/entry.html"
    context = _form_context(kind, form, saved.token) | {"saved": saved, "meter": meter_of(profile)}
    return render(request, template, context, status=saved.status)


def _restore_row(request: Request, kind: EntryKind, row: Any, removed: dict[str, Any]) -> None:
    """Store a removed row unchanged, without validating it again."""
    if kind.rows_of(row.profile).count() >= MAX_ENTRIES:
        # The list is full by now; keep the row so that undo works once there is room.
        request.session[REMOVED] = removed
        return
    for name, value in removed["sent"].items():
        setattr(row, name, value)
    row.save()


def _save_row(request: Request, form: Any, *, is_stored: bool) -> SaveResult:
    """Save a row; one that another tab removed is a conflict unless `overwrite` is set."""
    seen, overwrite = request.POST.get("seen", ""), "overwrite" in request.POST
    # A token without a stored row: the row existed when this form was opened.
    if not is_stored and seen and not overwrite:
        form.is_valid()
        return SaveResult(form, seen, was_removed=True)
    return save_form(form, seen=seen, overwrite=overwrite)


def _form_page(request: Request, kind: EntryKind, row: Entry) -> HttpResponse:
    form = kind.form(instance=row)
    # As part of a list, the form opens where the candidate clicked, so focus moves into it.
    if request.htmx:
        form.fields[next(iter(form.fields))].widget.attrs["autofocus"] = True
    template = "profiles/entry.html#form" if request.htmx else "profiles/entry.html"
    return render(request, template, _form_context(kind, form, token_of(form)))


def _form_context(kind: EntryKind, form: Any, token: str) -> dict[str, Any]:
    return {"kind": kind, "form": form, "entry": form.instance, "token": token, "saved": None}


def _list(
    request: Request, kind: EntryKind, profile: Profile, focus: str = "", *, closes: bool = False
) -> HttpResponse:
    """Render the list of a kind, with keyboard focus on the row of this key or near it."""
    if not request.htmx:
        return redirect(f"{reverse('profiles:section', args=[kind.section])}#{kind.slug}-list")
    listed = kind.listed(profile)
    removed = request.session.get(REMOVED)
    just_removed = bool(removed and removed["key"] == focus)
    is_listed = focus in {str(entry.key) for entry in listed.entries}
    context = {
        "profile": profile,
        "list": listed,
        "removed": removed,
        "just_removed": just_removed,
        # An unsaved new row stays open while others are moved or removed.
        "keeps_new": not closes,
        "meter": meter_of(profile),
        "focus": focus,
        "focus_on_heading": bool(focus) and not is_listed and not just_removed,
    }
    return render(request, "profiles/rows.html#list", context)
