"""Erasure and exports in the admin."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.contrib.admin.models import DELETION, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse

from talentnet.accounts.admin import UserAdmin, is_superuser
from talentnet.accounts.models import User
from talentnet.privacy.erasure import erase
from talentnet.privacy.models import DataExport
from talentnet.readonly import ReadOnlyAdmin

admin.site.unregister(User)


@admin.register(User)
class ErasableUserAdmin(UserAdmin):
    """Users that the admin deletes by erasure only.

    Django's own deletion would stop halfway, at rows that a candidate has acted on.
    """

    actions = ["delete_selected"]

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return is_superuser(request)

    def get_urls(self) -> list[URLPattern]:
        erase_view = self.admin_site.admin_view(self.erase_view)
        return [path("erase/", erase_view, name="accounts_user_erase"), *super().get_urls()]

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return _to_erasure([object_id])

    # Replaces the admin's action of the same name.
    @admin.action(description="Delete accounts and all their data", permissions=["delete"])
    def delete_selected(self, request: HttpRequest, users: QuerySet[User]) -> HttpResponse:
        return _to_erasure(users.values_list("pk", flat=True))

    def erase_view(self, request: HttpRequest) -> HttpResponse:
        """Ask for confirmation, then erase the accounts; never the signed-in user's own."""
        if not self.has_delete_permission(request):
            raise PermissionDenied
        ids = [int(pk) for pk in request.GET.get("ids", "").split(",") if pk.isdecimal()]
        users = User.objects.filter(pk__in=ids).order_by("email")
        # Staff delete their own account in their settings, where the password is asked for.
        users = users.exclude(email=request.user.get_username())
        if request.method == "POST":
            for user in users:
                erase(user=user)
                _log_erasure(request, user)
            self.message_user(request, "The accounts and all their data were deleted.")
            return redirect("admin:accounts_user_changelist")
        context = {
            **self.admin_site.each_context(request),
            "title": "Delete accounts",
            "users": users,
            "opts": self.opts,
        }
        return render(request, "admin/accounts/erase.html", context)


def _to_erasure(keys: Iterable[Any]) -> HttpResponse:
    return redirect(f"{reverse('admin:accounts_user_erase')}?ids={','.join(map(str, keys))}")


def _log_erasure(request: HttpRequest, user: User) -> None:
    """Log who erased an account and when, without identifying the account."""
    LogEntry.objects.create(
        user=User.objects.get(email=request.user.get_username()),
        content_type=ContentType.objects.get_for_model(User),
        object_id=str(user.pk),
        object_repr="An account",
        action_flag=DELETION,
    )


@admin.register(DataExport)
class DataExportAdmin(ReadOnlyAdmin[DataExport]):
    """Outcome of each export; only its owner can download the file."""

    list_display = ("id", "user", "status", "size", "created_at", "finished_at", "error")
    list_filter = ("status", "created_at")
    list_select_related = ("user",)
    exclude = ("file", "claim_token")
