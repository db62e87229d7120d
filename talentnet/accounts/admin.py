"""Users in the admin, and the models that only superusers may see.

No permission lets staff raise their own rights. Groups grant rights, a confirmed email address or
a second factor opens an account, and a row in django-q's tables makes a worker run code. So only
superusers see those models, and only they change the accounts of staff.
"""

from allauth.account.admin import EmailAddressAdmin
from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.db.models import Model
from django.forms import ModelForm
from django.http import HttpRequest
from django_q import admin as queue_admin
from django_q.models import Failure, OrmQ, Schedule, Success

from talentnet.accounts.models import User

admin.site.site_header = admin.site.site_title = "Talentnet staff"
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]  # allauth's way


def is_superuser(request: HttpRequest) -> bool:
    return bool(request.user.is_active and getattr(request.user, "is_superuser", False))


@admin.register(User)
class UserAdmin(DjangoUserAdmin[User]):
    ordering = ("email",)
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
        """Let only superusers grant rights, so that staff can't promote themselves."""
        fields = list(super().get_readonly_fields(request, obj))
        if not is_superuser(request):
            fields += ["is_staff", "is_superuser", "groups"]
        return fields

    def save_model(
        self, request: HttpRequest, obj: User, form: ModelForm[User], change: bool
    ) -> None:
        """Drop old addresses after staff change the email; a code confirms the new one."""
        super().save_model(request, obj, form, change)
        # A remaining confirmed address could still sign in or reset the password.
        EmailAddress.objects.filter(user=obj).exclude(email=obj.email).delete()

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Let only superusers change staff accounts: a new password or address takes one over.

        Django asks this for the form and for the password page.
        """
        is_staff = obj is not None and (obj.is_staff or obj.is_superuser)
        may_change = super().has_change_permission(request, obj)
        return may_change and (not is_staff or is_superuser(request))


class SuperusersOnly:
    def has_module_permission(self, request: HttpRequest) -> bool:
        return is_superuser(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        # The mixed-in admin may forbid adding altogether, as django-q does for results.
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
    """Second factors: a superuser deletes those of a locked-out person and sees no secret."""

    list_display = ("user", "type", "created_at", "last_used_at")
    fields = list_display
    search_fields = ("user__email",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


# Registered again, as the libraries' own admins check ordinary permissions only.
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
