"""Rows of the profile: added, changed, moved, removed and brought back, each in its place."""

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
    as_sent,
    move,
    number_again,
)
from talentnet.profiles.models import Entry, Profile
from talentnet.profiles.saving import Saved, save, token_of
from talentnet.profiles.sections import meter_of

REMOVED = "removed_entry"
"""The session keeps the row that was removed last, so that it can be brought back."""


@require_safe
@login_required
def new(request: Request, kind: EntryKind) -> HttpResponse:
    """An empty form with a key of its own: sent twice, it is stored once."""
    return _form_page(request, kind, kind.new(profile_of(request.user), uuid.uuid4()))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def entry(request: Request, kind: EntryKind, key: UUID) -> HttpResponse:
    """The form of one row; what is sent is saved as far as it is valid."""
    if request.method == "POST":
        return _save_entry(request, kind, key)
    row = kind.find(profile_of(request.user), key)
    if row is None:
        raise Http404
    return _form_page(request, kind, row)


@require_safe
@login_required
def listed(request: Request, kind: EntryKind) -> HttpResponse:
    """The rows of one kind, as they are stored."""
    return _list(request, kind, profile_of(request.user), request.GET.get("focus", ""), closes=True)


@require_POST
@login_required
def remove(request: Request, kind: EntryKind, key: UUID) -> HttpResponse:
    """Remove a row. It can be brought back until another one is removed."""
    with transaction.atomic():
        mine = locked_profile_of(request.user)
        row = kind.find(mine, key)
        if row is not None:
            request.session[REMOVED] = {
                "kind": kind.slug,
                "key": str(key),
                "name": str(row),
                "position": row.position,
                "sent": as_sent(kind, row),
            }
            row.delete()
    return _list(request, kind, mine, str(key))


@require_POST
@login_required
def restore(request: Request) -> HttpResponse:
    """Bring the row that was removed last back to its place."""
    removed = request.session.pop(REMOVED, None)
    if removed is None:
        raise Http404
    kind = KINDS[removed["kind"]]
    with transaction.atomic():
        mine = locked_profile_of(request.user)
        row = kind.new(mine, UUID(removed["key"]))
        row.position = removed["position"]
        if kind.find(mine, row.key) is None:
            _bring_back(request, kind, row, removed)
    return _list(request, kind, mine, removed["key"])


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
        mine = locked_profile_of(request.user)
        move(kind, mine, key, by=by)
    return _list(request, kind, mine)


def _save_entry(request: Request, kind: EntryKind, key: UUID) -> HttpResponse:
    with transaction.atomic():
        mine = locked_profile_of(request.user)
        stored = kind.find(mine, key)
        form = kind.form(request.POST, instance=stored or kind.new(mine, key))
        if stored is None and kind.of(mine).count() >= MAX_ENTRIES:
            form.add_error(None, f"A profile holds at most {MAX_ENTRIES} rows of {kind.noun}.")
        saved = _save_row(request, form, is_stored=stored is not None)
        if stored is None and form.instance.pk:
            number_again(kind, mine, form.instance)
    is_finished = saved.status == 200 and "close" in request.POST
    if is_finished and request.htmx:
        response = _list(request, kind, mine, str(key), closes=True)
        return retarget(reswap(response, "outerHTML"), f"#{kind.slug}-list")
    if is_finished or (saved.status == 200 and not request.htmx):
        return redirect(f"{reverse('profiles:section', args=[kind.section])}#entry-{key}")
    template = "profiles/entry.html#state" if request.htmx else "profiles/entry.html"
    context = _form_context(kind, form, saved.token) | {"saved": saved, "meter": meter_of(mine)}
    return render(request, template, context, status=saved.status)


def _bring_back(request: Request, kind: EntryKind, row: Any, removed: dict[str, Any]) -> None:
    """Store it as it was, even where the form would not take it today."""
    if kind.of(row.profile).count() >= MAX_ENTRIES:
        request.session[REMOVED] = removed
        return
    for name, value in removed["sent"].items():
        setattr(row, name, value)
    row.save()


def _save_row(request: Request, form: Any, *, is_stored: bool) -> Saved:
    """A row that another tab has removed is a conflict too: it is stored anew only when asked."""
    seen, overwrite = request.POST.get("seen", ""), "overwrite" in request.POST
    if not is_stored and seen and not overwrite:
        form.is_valid()
        return Saved(form, seen, was_removed=True)
    return save(form, seen=seen, overwrite=overwrite)


def _form_page(request: Request, kind: EntryKind, row: Entry) -> HttpResponse:
    form = kind.form(instance=row)
    if request.htmx:
        form.fields[next(iter(form.fields))].widget.attrs["autofocus"] = True
    template = "profiles/entry.html#form" if request.htmx else "profiles/entry.html"
    return render(request, template, _form_context(kind, form, token_of(form)))


def _form_context(kind: EntryKind, form: Any, token: str) -> dict[str, Any]:
    return {"kind": kind, "form": form, "entry": form.instance, "token": token, "saved": None}


def _list(
    request: Request, kind: EntryKind, mine: Profile, focus: str = "", *, closes: bool = False
) -> HttpResponse:
    """The list of a kind, in its place; the focus goes to the row with this key, or near it."""
    if not request.htmx:
        return redirect(f"{reverse('profiles:section', args=[kind.section])}#{kind.slug}-list")
    listed = kind.listed(mine)
    removed = request.session.get(REMOVED)
    just_removed = bool(removed and removed["key"] == focus)
    is_listed = focus in {str(entry.key) for entry in listed.entries}
    context = {
        "profile": mine,
        "list": listed,
        "removed": removed,
        "just_removed": just_removed,
        "keeps_new": not closes,
        "meter": meter_of(mine),
        "focus": focus,
        "focus_on_heading": bool(focus) and not is_listed and not just_removed,
    }
    return render(request, "profiles/rows.html#list", context)
