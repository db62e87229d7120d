"""Import of opportunities from files and from the web.

fetching → formats/ (one reader each) → rows: checked → parsing: new or changed, by hash →
normalizing (in `talentnet.opportunities`) → duplicates: joined → storing: one transaction

A job board states all it has of a posting, so a deadline or salary that it no longer gives is
emptied. A file in our own format may hold a few columns only, and leaves the others. When a row
can't be identified (a truncated file, a broken script), nothing counts as missing in that sync.
A worker claims a source by a conditional update; a sync that lost its claim stores nothing.
"""
