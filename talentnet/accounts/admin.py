"""Users in the admin, and the models there that are for superusers alone.

No permission lets staff raise their own rights. Groups hold rights; a confirmed email address or a
second factor opens an account; and django-q's tables hold signed code references, so that to write
them is to run code. Only superusers see these models, and only they change the accounts of staff.
"""

from collections.abc import Iterable
from typing import Any

from allauth.account.admin import EmailAddressAdmin
from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.admin.models import DELETION, LogEntry
from django.contrib.auth.admin import GroupAdmin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django_q import admin as queue_admin
from django_q.models import Failure, OrmQ, Schedule, Success

from talentnet.accounts.models import User
from talentnet.privacy.erasure import erase
from talentnet.privacy.models import DataExport
from talentnet.readonly import ReadOnlyAdmin

admin.site.site_header = admin.site.site_title = "Talentnet staff"
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]  # allauth's way


def _is_superuser(request: HttpRequest) -> bool:
    return bool(request.user.is_active and getattr(request.user, "is_superuser", False))


@admin.register(User)
class UserAdmin(DjangoUserAdmin[User]):
    ordering = ("email",)
    actions = ["delete_selected"]
    list_display = ("email", "is_active", "is_staff", "date_joined", "last_login")
    search_fields = ("email",)
    fieldsets = (
        (None, {"fields": ("email", "password")}),
        ("Permissions", {"fields": ("is_active", "is_staff", "is_superuser", "groups")}),
        ("Dates", {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = ((None, {"fields": ("email", "password1", "password2")}),)
    readonly_fields = ("last_login", "date_joined")

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        """Only superusers hand out rights; staff who may edit people do not promote themselves."""
        fields = list(super().get_readonly_fields(request, obj))
        if not _is_superuser(request):
            fields += ["is_staff", "is_superuser", "groups"]
        return fields

    def save_model(
        self, request: HttpRequest, obj: User, form: ModelForm[User], change: bool
    ) -> None:
        """An address that staff replaced no longer signs in; the new one is confirmed by a code."""
        super().save_model(request, obj, form, change)
        EmailAddress.objects.filter(user=obj).exclude(email=obj.email).delete()

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Only superusers change the accounts of staff: a new password or address takes one over.

        The form and the password page both ask here.
        """
        is_staff = obj is not None and (obj.is_staff or obj.is_superuser)
        may_change = super().has_change_permission(request, obj)
        return may_change and (not is_staff or _is_superuser(request))

    # What the admin deletes by itself ends halfway, as it leaves alone what people have taken up.
    # Its ways all lead to erasure.

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return _is_superuser(request)

    def get_urls(self) -> list[URLPattern]:
        erase_view = self.admin_site.admin_view(self.erase_view)
        return [path("erase/", erase_view, name="accounts_user_erase"), *super().get_urls()]

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return _to_erasure([object_id])

    # In place of the admin's own of this name.
    @admin.action(description="Delete with everything of theirs", permissions=["delete"])
    def delete_selected(self, request: HttpRequest, users: QuerySet[User]) -> HttpResponse:
        return _to_erasure(users.values_list("pk", flat=True))

    def erase_view(self, request: HttpRequest) -> HttpResponse:
        """Asks once more; then they are gone. Nobody deletes themselves here."""
        if not self.has_delete_permission(request):
            raise PermissionDenied
        wanted = [int(pk) for pk in request.GET.get("ids", "").split(",") if pk.isdecimal()]
        users = User.objects.filter(pk__in=wanted).order_by("email")
        users = users.exclude(email=request.user.get_username())
        if request.method == "POST":
            for user in users:
                erase(user=user)
                _log_erasure(request, user)
            self.message_user(request, "They are gone, with everything that was known of them.")
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
    """That it was done, and by whom; not whose account it was."""
    LogEntry.objects.create(
        user=User.objects.get(email=request.user.get_username()),
        content_type=ContentType.objects.get_for_model(User),
        object_id=str(user.pk),
        object_repr="An account",
        action_flag=DELETION,
    )


@admin.register(DataExport)
class DataExportAdmin(ReadOnlyAdmin[DataExport]):
    """How they went; the files are for their owners alone."""

    list_display = ("id", "user", "status", "size", "created_at", "finished_at", "error")
    list_filter = ("status", "created_at")
    list_select_related = ("user",)
    exclude = ("file", "claim_token")


class SuperusersOnly:
    def has_module_permission(self, request: HttpRequest) -> bool:
        return _is_superuser(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        # Results are never added by hand, which their own admin says.
        return self.has_module_permission(request) and super().has_add_permission(request)  # type: ignore[misc]  # a mixin

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.has_module_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.has_module_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.has_module_permission(request)


admin.site.unregister(Authenticator)


@admin.register(Authenticator)
class AuthenticatorAdmin(SuperusersOnly, admin.ModelAdmin[Authenticator]):
    """For whoever lost app and recovery codes: a superuser deletes the rows, and sees no secret."""

    list_display = ("user", "type", "created_at", "last_used_at")
    fields = list_display
    search_fields = ("user__email",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


for model, base in (
    (Group, GroupAdmin),
    (EmailAddress, EmailAddressAdmin),
    (Schedule, queue_admin.ScheduleAdmin),
    (OrmQ, queue_admin.QueueAdmin),
    (Success, queue_admin.TaskAdmin),
    (Failure, queue_admin.FailAdmin),
):
    if admin.site.is_registered(model):
        admin.site.unregister(model)
    admin.site.register(model, type(base.__name__, (SuperusersOnly, base), {}))
