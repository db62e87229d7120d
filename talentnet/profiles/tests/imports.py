"""Use of the import pages as in a browser: upload files, tick changes, submit the review."""

import io
import json
import zipfile
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from talentnet.profiles.entries import KINDS, form_values
from talentnet.profiles.models import Profile, ProfileImport
from talentnet.profiles.tests.pages import Page

IMPORTS = "/profile/import/"
RESUME: dict[str, Any] = {
    "basics": {"name": "A. Diallo", "summary": "I test.\nAnd I write."},
    "work": [
        {"name": "LANTERNFIELD", "position": "Software engineer", "location": "Lisbon"},
        {"name": "Cedar Bay", "position": "Intern", "startDate": "2018"},
    ],
    "skills": [{"name": "python", "keywords": ["Rust", "Go"]}],
    "languages": [{"language": "Portuguese", "fluency": "native"}],
    "interests": [{"name": "Sailing"}],
}


def snapshot(profile: Profile) -> Any:
    """Return everything in a profile that an import could change."""
    profile = Profile.objects.get(pk=profile.pk)
    rows = {
        k.slug: [(r.key, form_values(k, r)) for r in k.rows_of(profile)] for k in KINDS.values()
    }
    fields = {f.name: getattr(profile, f.name) for f in Profile._meta.concrete_fields}
    return {name: value for name, value in fields.items() if name != "updated_at"}, rows


def upload_files(client: Client, *files: bytes | dict[str, Any], name: str = "resume.json") -> Any:
    """Upload files; anything but bytes is sent as JSON."""
    contents = [f if isinstance(f, bytes) else json.dumps(f).encode() for f in files]
    return client.post(
        IMPORTS, {"file": [SimpleUploadedFile(name, content) for content in contents]}
    )


def new_import(client: Client, *files: bytes | dict[str, Any], name: str = "resume.json") -> int:
    """Upload files and return the id of the new import."""
    response = upload_files(client, *files, name=name)
    assert response.status_code == 302, refusal_in(response)
    row = ProfileImport.objects.latest("pk")
    assert response.url == url_of(row.pk)
    return row.pk


def url_of(import_id: int, view: str = "import") -> str:
    return reverse(f"profiles:{view}", args=[import_id])


def review(client: Client, import_id: int) -> Page:
    response = client.get(url_of(import_id))
    assert response.status_code == 200
    return Page(response)


def review_data(client: Client, import_id: int) -> dict[str, list[str]]:
    """Return what the review page would submit unchanged."""
    return review(client, import_id).form_data(url_of(import_id, "apply_import"))


def submit_review(client: Client, import_id: int, **changes: Any) -> Any:
    """Submit the review page, with changes if given."""
    return client.post(url_of(import_id, "apply_import"), review_data(client, import_id) | changes)


def apply_only(client: Client, import_id: int, *ids: str) -> Any:
    """Submit the review with only these ids ticked; `id=option` chooses an option."""
    ticked = [id for id in ids if "=" not in id]
    chosen = dict(id.split("=") for id in ids if "=" in id)
    return submit_review(client, import_id, take=ticked, **chosen)


def refusal_in(response: Any) -> str:
    """Return the sentences of the alert on the page."""
    alerts = [e for e in Page(response).elements if e.attrs.get("role") == "alert"]
    texts = [" ".join(e.text.split()) for e in alerts if e.attrs.get("id") != "failure"]
    return " ".join(texts)


def zipped(**files: str | bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(f"{name}.csv", content)
    return packed.getvalue()
