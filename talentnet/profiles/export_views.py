"""Download of the profile as JSON Resume."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from talentnet.http import Request, login_required
from talentnet.profiles.access import profile_of
from talentnet.profiles.exporting.resume import resume_text


@require_safe
@login_required
def resume(request: Request) -> HttpResponse:
    """Download the signed-in candidate's profile as JSON Resume."""
    headers = {
        "Content-Disposition": 'attachment; filename="resume.json"',
        "Cache-Control": "private, no-store",
    }
    text = resume_text(profile_of(request.user))
    return HttpResponse(text, content_type="application/json", headers=headers)
