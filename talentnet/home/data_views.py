"""Data export, log of model calls, account deletion, and the privacy page."""

from tempfile import TemporaryFile

from allauth.core import ratelimit
from django.contrib.auth import logout
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from talentnet.accounts.allauth_internals import is_reauthentication_required
from talentnet.accounts.forms import DeleteAccountForm
from talentnet.accounts.limits import too_many_tries
from talentnet.http import Request, login_required
from talentnet.llm.models import LLMCall
from talentnet.polling import next_poll
from talentnet.privacy.erasure import erase
from talentnet.privacy.exporting import export_files, is_small, write_zip
from talentnet.privacy.models import DataExport
from talentnet.privacy.registry import personal_records
from talentnet.privacy.retention import rules

CALLS_PER_PAGE = 20


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def download(request: Request) -> HttpResponseBase:
    """Export all data as a ZIP: immediately if small, else in the background."""
    if answer := _require_recent_password(request):
        return answer
    if request.method == "POST":
        return _start_export(request)
    exports = DataExport.objects.filter(user=request.user)
    # Those in progress, and completed ones until their file expires.
    listed = exports.live() | exports.filter(Q(status=DataExport.Status.COMPLETED) & ~Q(file=""))
    context = {"files": export_files(), "exports": listed}
    return render(request, "home/download.html", context)


@require_safe
@login_required
def export(request: Request, export_id: int) -> HttpResponse:
    """Progress of a background export, as a page or as the partial that the page polls."""
    data_export = get_object_or_404(DataExport, pk=export_id, user=request.user)
    partial = "#progress" if request.htmx else ""
    context = {
        "export": data_export,
        "poll": next_poll(data_export) if data_export.is_live else None,
    }
    return render(request, f"home/export.html{partial}", context)


@require_safe
@login_required
def export_file(request: Request, export_id: int) -> HttpResponseBase:
    # Ownership comes first: nobody is asked for a password because of someone else's file.
    data_export = get_object_or_404(
        DataExport, ~Q(file=""), pk=export_id, user=request.user, status="completed"
    )
    if answer := _require_recent_password(request):
        return answer
    return _as_download(FileResponse(data_export.file.open("rb")))


@require_safe
@login_required
def sent(request: Request) -> HttpResponse:
    """Log of calls to an AI model about this person, newest first, with the text sent."""
    calls = LLMCall.objects.filter(user=request.user)
    page = Paginator(calls, CALLS_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "home/sent.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def delete_account(request: Request) -> HttpResponse:
    """Delete the account after checking its email address and password."""
    data = request.POST if request.method == "POST" else None
    # The form checks a password, so limit guessing before the form runs.
    if data is not None and not ratelimit.consume(
        request, action="delete_account", user=request.user
    ):
        return too_many_tries(request)
    form = DeleteAccountForm(data, user=request.user)
    if request.user.has_usable_password() and form.is_valid():
        erase(user=request.user)
        logout(request)
        answer = redirect("home:goodbye")
        # The browser stores unsaved text of the profile editor.
        answer.headers["Clear-Site-Data"] = '"cache", "storage"'
        return answer
    context = {"form": form, "remainders": _remainders()}
    status = 422 if form.errors else 200
    return render(request, "home/delete_account.html", context, status=status)


@require_safe
def goodbye(request: HttpRequest) -> HttpResponse:
    return render(request, "home/goodbye.html")


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Public page on what is stored, for how long and why, from the rules that are enforced."""
    context = {
        # Data that stays until its owner deletes it comes before data that expires.
        "rules": sorted(rules(), key=lambda rule: rule.enforce is not None),
        "records": personal_records(),
        "remainders": _remainders(),
    }
    return render(request, "home/privacy.html", context)


def _remainders() -> list[str]:
    """Descriptions of the anonymous data that remains after an account is deleted."""
    return [record.keeps for record in personal_records() if record.keeps]


def _require_recent_password(request: Request) -> HttpResponse | None:
    """Redirect to the password page, unless the password was entered a moment ago."""
    # Someone else at an unattended browser must not get hold of all data.
    if not is_reauthentication_required(request, app="allauth.account"):
        return None
    back = urlencode({"next": reverse("home:download")})
    return redirect(f"{reverse('account_reauthenticate')}?{back}")


def _start_export(request: Request) -> HttpResponseBase:
    if not is_small(request.user):
        data_export = DataExport.objects.request(request.user)
        return redirect("home:export", data_export.pk)
    archive = TemporaryFile()  # noqa: SIM115  # the response closes it
    write_zip(request.user, archive)
    archive.seek(0)
    return _as_download(FileResponse(archive))


def _as_download(response: FileResponse) -> FileResponse:
    name = f"talentnet-{timezone.localdate():%Y-%m-%d}.zip"
    response.headers["Content-Type"] = "application/zip"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    # Personal data must not stay in the cache of a shared computer.
    response.headers["Cache-Control"] = "private, no-store"
    return response
