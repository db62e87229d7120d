"""What is theirs: to take along, to read what a model was told, and to be gone."""

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

CALLS_ON_A_PAGE = 20


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def download(request: Request) -> HttpResponseBase:
    """Everything as one ZIP: at once when it is small, in the background when it is not.

    A browser that somebody left open must not carry everything away: it asks for the password.
    """
    if answer := _confirm(request):
        return answer
    if request.method == "POST":
        return _make(request)
    exports = DataExport.objects.filter(user=request.user)
    shown = exports.live() | exports.filter(Q(status=DataExport.Status.COMPLETED) & ~Q(file=""))
    context = {"files": export_files(), "exports": shown}
    return render(request, "home/download.html", context)


@require_safe
@login_required
def export(request: Request, export_id: int) -> HttpResponse:
    """How far a large one is; as a page, and as what the page asks for again and again."""
    found = get_object_or_404(DataExport, pk=export_id, user=request.user)
    context = {"export": found, "poll": next_poll(found) if found.is_live else None}
    part = "#progress" if request.htmx else ""
    return render(request, f"home/export.html{part}", context)


@require_safe
@login_required
def export_file(request: Request, export_id: int) -> HttpResponseBase:
    found = get_object_or_404(
        DataExport, ~Q(file=""), pk=export_id, user=request.user, status="completed"
    )
    if answer := _confirm(request):
        return answer
    return _as_download(FileResponse(found.file.open("rb")))


@require_safe
@login_required
def sent(request: Request) -> HttpResponse:
    """What was sent to a model about this person, and when; the newest first."""
    calls = LLMCall.objects.filter(user=request.user)
    page = Paginator(calls, CALLS_ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "home/sent.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def delete_account(request: Request) -> HttpResponse:
    """The form that asks for password and address, and the end."""
    data = request.POST if request.method == "POST" else None
    if data is not None and not ratelimit.consume(
        request, action="delete_account", user=request.user
    ):
        return too_many_tries(request)
    form = DeleteAccountForm(data, user=request.user)
    if request.user.has_usable_password() and form.is_valid():
        erase(user=request.user)
        logout(request)
        answer = redirect("home:goodbye")
        # What this browser keeps of it: texts that were not saved yet.
        answer.headers["Clear-Site-Data"] = '"cache", "storage"'
        return answer
    left = [record.keeps for record in personal_records() if record.keeps]
    status = 422 if form.errors else 200
    return render(request, "home/delete_account.html", {"form": form, "left": left}, status=status)


@require_safe
def goodbye(request: HttpRequest) -> HttpResponse:
    """What is said after it, to nobody in particular."""
    return render(request, "home/goodbye.html")


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept, for how long and why, from what is enforced; for anyone."""
    records = personal_records()
    context = {
        # First what stays until its owner says so, then what goes by itself.
        "rules": sorted(rules(), key=lambda rule: rule.enforce is not None),
        "records": records,
        "left": [record.keeps for record in records if record.keeps],
    }
    return render(request, "home/privacy.html", context)


def _confirm(request: Request) -> HttpResponse | None:
    """Off to the page that asks for the password, unless it was given a moment ago."""
    if not is_reauthentication_required(request, app="allauth.account"):
        return None
    back = urlencode({"next": reverse("home:download")})
    return redirect(f"{reverse('account_reauthenticate')}?{back}")


def _make(request: Request) -> HttpResponseBase:
    if not is_small(request.user):
        made = DataExport.objects.request(request.user)
        return redirect("home:export", made.pk)
    draft = TemporaryFile()  # noqa: SIM115  # the response closes it
    write_zip(request.user, draft)
    draft.seek(0)
    return _as_download(FileResponse(draft))


def _as_download(response: FileResponse) -> FileResponse:
    name = f"talentnet-{timezone.localdate():%Y-%m-%d}.zip"
    response.headers["Content-Type"] = "application/zip"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response
