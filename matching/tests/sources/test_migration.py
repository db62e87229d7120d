"""What was there before there were listings gets one."""

import datetime as dt
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.utils import timezone

from matching.models import Listing, OpportunitySource
from matching.tests.factories import OpportunityFactory

pytestmark = pytest.mark.django_db


def test_every_opportunity_gets_a_listing_and_every_name_a_source() -> None:
    seen_at = timezone.now() - dt.timedelta(days=3)
    made = OpportunityFactory.create(source="a", url="https://a.example/", last_verified_at=seen_at)
    OpportunityFactory.create(source="a")
    OpportunityFactory.create(source="b")
    migration: Any = import_module("matching.migrations.0004_listings_of_what_is_there")
    migration.list_what_is_there(apps, None)
    assert Listing.objects.count() == 3
    listing = made.listing_set.get()
    assert (listing.source, listing.source_id, listing.url) == ("a", made.source_id, made.url)
    assert (listing.first_seen_at, listing.last_seen_at) == (made.created_at, seen_at)
    assert sorted(OpportunitySource.objects.values_list("name", flat=True)) == ["a", "b"]
