"""URLs of the profile, its editor and imports."""

from django.urls import path, register_converter

from talentnet.profiles import entry_views, export_views, import_views, views
from talentnet.profiles.entries import KINDS, EntryKind
from talentnet.profiles.sections import SECTIONS


class EntryKindConverter:
    """Slug in the URL, `EntryKind` in the view."""

    regex = "|".join(KINDS)

    def to_python(self, value: str) -> EntryKind:
        return KINDS[value]

    def to_url(self, value: EntryKind | str) -> str:
        return value if isinstance(value, str) else value.slug


class SectionConverter:
    """Slug of one of the seven sections."""

    regex = "|".join(section.slug for section in SECTIONS)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(EntryKindConverter, "entry_kind")
register_converter(SectionConverter, "section")

# Converters know all slugs, so an unknown one is a 404 before any view runs.
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
    path("import/", import_views.imports, name="imports"),
    path("import/<int:import_id>/", import_views.review, name="import"),
    path("import/<int:import_id>/progress/", import_views.progress, name="import_progress"),
    path("import/<int:import_id>/apply/", import_views.apply, name="apply_import"),
    path("import/<int:import_id>/text/", import_views.save_text, name="keep_import_text"),
    path("import/<int:import_id>/undo/", import_views.undo, name="undo_import"),
    path("import/<int:import_id>/discard/", import_views.discard, name="discard_import"),
    path("rows/restore/", entry_views.restore, name="restore_entry"),
]
