"""Admin site with rules for every model, including those of other packages."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.contrib.admin.apps import AdminConfig
from django.db.models import Model
from django.http import HttpRequest

# Lookups in the links of the admin's filters and date drill-down; links to selected rows use
# `id__in`.
ENDINGS = (
    "",
    "__exact",
    "__id__exact",
    "__in",
    "__isempty",
    "__isnull",
    "__gte",
    "__lt",
    "__year",
    "__month",
    "__day",
)


class DeclaredLookups(admin.ModelAdmin[Any]):
    """Allow a list to be filtered only by its `list_filter`, its `date_hierarchy` and row ids.

    Django allows lookups on every field of the model. `?note__startswith=a` would reveal, letter
    by letter, a text that the admin never shows.
    """

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        # Search words don't come here, so `search_fields` need no entry.
        names = [_parameter(each) for each in self.get_list_filter(request)]
        names += ["id", self.date_hierarchy or "id"]
        return lookup in {f"{name}{ending}" for name in names for ending in ENDINGS}


def _parameter(list_filter: Any) -> str:
    """URL parameter of a filter, which may be a field name, a pair or a filter class."""
    name = list_filter[0] if isinstance(list_filter, (list, tuple)) else list_filter
    return str(getattr(name, "parameter_name", name))


class StaffSite(admin.AdminSite):
    def register(
        self,
        model_or_iterable: type[Model] | Iterable[type[Model]],
        admin_class: type[admin.ModelAdmin[Any]] | None = None,
        **options: Any,
    ) -> None:
        """Mix `DeclaredLookups` into every admin class, so that none can be left out."""
        base = admin_class or admin.ModelAdmin
        guarded = type(base.__name__, (DeclaredLookups, base), {"__module__": base.__module__})
        super().register(model_or_iterable, guarded, **options)


class StaffSiteConfig(AdminConfig):
    """Make `admin.site` a `StaffSite`."""

    default_site = "talentnet.admin.StaffSite"
