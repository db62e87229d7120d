"""Column lists shared by the ranking digest and the hard-filter index."""

from django.db.models import TextField, Value
from django.db.models.functions import MD5, Cast, Concat

_APART = Value("\x1f")

# Of the very texts that the ranking reads: what has the same digest reads the same.
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

# In one index, so that filtering reads no row: rows hold long texts.
ALL_THAT_IS_FILTERED_BY = [
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
