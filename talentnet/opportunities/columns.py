"""Column lists shared by the ranking digest and the hard-filter index."""

from django.db.models import TextField, Value
from django.db.models.functions import MD5, Cast, Concat

# Separates the columns, so that text moved from one to another changes the digest.
_APART = Value("\x1f")

# Covers exactly the texts that the ranking reads, so that equal digests mean equal texts.
DIGEST_OF_TEXTS = MD5(
    Concat(
        "title",
        _APART,
        Cast("skills", TextField()),
        _APART,
        "requirements",
        _APART,
        "description",
        output_field=TextField(),
    )
)

# A covering index: filters never read the rows, which hold long texts.
FILTER_COLUMNS = [
    "status",
    "deadline",
    "starts_at",
    "ends_at",
    "role_type",
    "experience_level",
    "is_remote",
    "kind",
    "organization",
    "text_digest",
    "id",
]
