"""Profiles: what candidates write about themselves, and how it gets in and out.

Each section and each row of the editor is a form of its own. One view saves it, whether HTMX sends
it while the candidate types or a button sends it. `withholding.py` redacts a text for a model.
`Profile.hides_from` is the one rule on hidden organizations: it hides new matches, not saved ones.
"""
