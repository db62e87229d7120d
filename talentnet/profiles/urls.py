from django.urls import path, register_converter

from talentnet.profiles import entry_views, export_views, views
from talentnet.profiles.entries import KINDS, EntryKind
from talentnet.profiles.sections import SECTIONS


class EntryKindConverter:
    regex = "|".join(KINDS)

    def to_python(self, value: str) -> EntryKind:
        return KINDS[value]

    def to_url(self, value: EntryKind | str) -> str:
        return value if isinstance(value, str) else value.slug


class SectionConverter:
    regex = "|".join(section.slug for section in SECTIONS)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(EntryKindConverter, "entry_kind")
register_converter(SectionConverter, "section")

app_name = "profiles"
urlpatterns = [
    path("", views.profile, name="profile"),
    path("edit/", views.edit, name="edit"),
    path("edit/<section:slug>/", views.section, name="section"),
    path("resume.json", export_views.resume, name="resume"),
    path("ai/", views.choose_ai, name="choose_ai"),
    path("rows/<entry_kind:kind>/", entry_views.listed, name="entries"),
    path("rows/<entry_kind:kind>/new/", entry_views.new, name="new_entry"),
    path("rows/<entry_kind:kind>/<uuid:key>/", entry_views.entry, name="entry"),
    path("rows/<entry_kind:kind>/<uuid:key>/remove/", entry_views.remove, name="remove_entry"),
    path("rows/<entry_kind:kind>/<uuid:key>/up/", entry_views.move_up, name="move_up"),
    path("rows/<entry_kind:kind>/<uuid:key>/down/", entry_views.move_down, name="move_down"),
    path("rows/restore/", entry_views.restore, name="restore_entry"),
]
