"""Opportunities and their listings: search, browsing, reports, and what candidates may see.

A listing is one appearance of an opportunity at a source: its id there, raw values, and a hash of
its row. An opportunity takes its texts from its first listing, and is archived when none is left.
`Opportunity.last_verified_at` is when it was last written; `Listing.last_seen_at` is when it was
last seen. A fact that a text doesn't state for certain stays empty.
"""
