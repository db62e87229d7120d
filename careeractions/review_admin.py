"""Staff's review of career actions: one card a page, the most urgent first."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse

from careeractions.evaluation_cases import case_of
from careeractions.findings import Finding, findings_from
from careeractions.models import ActionReview, CareerAction, EvaluationCase
from talentnet.profiles.anchors import ProfileAnchors

SKIPPED = "skipped_reviews"
# Enough for an afternoon; a longer list would grow the session without need.
MOST_SKIPPED = 200


class ReviewForm(forms.ModelForm[ActionReview]):
    class Meta:
        model = ActionReview
        fields = ("verdict", "comment")
        widgets = {"verdict": forms.RadioSelect, "comment": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Without the empty choice; each radio button gets its number as an access key.
        self.fields["verdict"].choices = ActionReview.Verdict.choices  # type: ignore[attr-defined]


@dataclass(frozen=True)
class MarkedText:
    """Text of a card, in parts that alternate between plain and at fault."""

    label: str
    parts: list[tuple[str, bool]]


def review_urls(site: Any) -> list[URLPattern]:
    """URLs of the review pages, for staff with the permission to review."""
    return [
        path("review/", site.admin_view(next_review), name="careeractions_review"),
        path("review/<int:action_id>/", site.admin_view(review), name="careeractions_review_one"),
    ]


def next_review(request: HttpRequest) -> HttpResponse:
    """Lead to the most urgent card that this person hasn't skipped."""
    _check_permission(request)
    skipped = request.session.get(SKIPPED, [])
    card = CareerAction.objects.to_review().exclude(pk__in=skipped).first()
    if card is not None:
        return redirect("admin:careeractions_review_one", card.pk)
    if skipped:
        # Whatever was skipped comes again next time.
        del request.session[SKIPPED]
    messages.success(request, "No more moves to review.")
    return redirect("admin:careeractions_careeraction_changelist")


def review(request: HttpRequest, action_id: int) -> HttpResponse:
    """Show one card, and store a verdict, skip it or keep it as an evaluation case."""
    _check_permission(request)
    card = get_object_or_404(CareerAction.objects.select_related("profile"), pk=action_id)
    if "skip" in request.POST:
        skipped = [*request.session.get(SKIPPED, []), card.pk]
        request.session[SKIPPED] = skipped[-MOST_SKIPPED:]
        return redirect("admin:careeractions_review")
    form = ReviewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        _store(request, card, form)
        return redirect("admin:careeractions_review")
    return render(request, "admin/careeractions/review.html", _context(request, card, form))


def _check_permission(request: HttpRequest) -> None:
    if not request.user.has_perm("careeractions.review_careeraction"):
        raise PermissionDenied


@transaction.atomic
def _store(request: HttpRequest, card: CareerAction, form: ReviewForm) -> None:
    row = form.save(commit=False)
    row.profile_id, row.action, row.reviewer_id = card.profile_id, card, request.user.pk
    row.type, row.title, row.model_version = card.type, card.title, card.model_version
    row.codes = sorted({finding.code for finding in findings_from(card.findings)})
    row.save()
    if "case" in request.POST:
        case = case_of(card, row.verdict)
        EvaluationCase.objects.create(profile_id=card.profile_id, case=case)
        messages.success(request, "Saved, and kept as an evaluation case.")
    else:
        messages.success(request, "Saved.")


def _context(request: HttpRequest, card: CareerAction, form: ReviewForm) -> dict[str, Any]:
    from django.contrib import admin

    findings = findings_from(card.findings)
    places = ProfileAnchors.of(card.profile)
    return {
        **admin.site.each_context(request),
        "title": "Review moves",
        "opts": CareerAction._meta,
        "card": card,
        "form": form,
        "findings": findings,
        "texts": [
            marked("Title", card.title, "title", findings),
            marked("Description", card.description, "description", findings),
            marked("Why", card.rationale, "rationale", findings),
        ],
        "basis": [(element, places.find(str(element))) for element in card.profile_basis],
        "left": CareerAction.objects.to_review().count(),
        "list_url": reverse("admin:careeractions_careeraction_changelist"),
    }


def marked(label: str, text: str, place: str, findings: list[Finding]) -> MarkedText:
    """Split a text at the words that the findings name."""
    words = [f.words for f in findings if f.place == place and f.words and f.words in text]
    parts = [(text, False)]
    for word in words:
        parts = [piece for part in parts for piece in _split(part, word)]
    return MarkedText(label, [part for part in parts if part[0]])


def _split(part: tuple[str, bool], word: str) -> list[tuple[str, bool]]:
    text, is_marked = part
    if is_marked or word not in text:
        return [part]
    before, _, after = text.partition(word)
    return [(before, False), (word, True), (after, False)]
