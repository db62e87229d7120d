from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe


@require_safe
def landing(request: HttpRequest) -> HttpResponse:
    """What this is, for anyone; who is signed in goes on to their matches."""
    if request.user.is_authenticated:
        return redirect("matching:matches")
    return render(request, "home/landing.html")


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """For a load balancer, open to anyone: 200 while the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")
