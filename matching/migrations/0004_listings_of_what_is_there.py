from itertools import batched

from django.db import migrations
from django.db.models import F
from django.db.models.functions import Coalesce


def list_what_is_there(apps, schema_editor):
    """Every opportunity was shown once by the source that it names."""
    Opportunity = apps.get_model("matching", "Opportunity")
    Listing = apps.get_model("matching", "Listing")
    OpportunitySource = apps.get_model("matching", "OpportunitySource")
    there = Opportunity.objects.annotate(seen_at=Coalesce("last_verified_at", F("updated_at")))
    rows = there.values_list("pk", "source", "source_id", "url", "created_at", "seen_at")
    for chunk in batched(rows.iterator(chunk_size=1000), 1000):
        Listing.objects.bulk_create(
            Listing(
                opportunity_id=pk,
                source=source,
                source_id=source_id,
                url=url,
                first_seen_at=created_at,
                last_seen_at=seen_at,
            )
            for pk, source, source_id, url, created_at, seen_at in chunk
        )
    names = Opportunity.objects.order_by().values_list("source", flat=True).distinct()
    OpportunitySource.objects.bulk_create(OpportunitySource(name=name) for name in names)


class Migration(migrations.Migration):

    dependencies = [
        ("matching", "0003_sources_listings_and_normalized_facts"),
    ]

    operations = [
        migrations.RunPython(list_what_is_there, migrations.RunPython.noop),
    ]
