"""Profiles: what candidates write about themselves, and its import and export.

Each section and each row of the editor is a separate form. One view saves it, whether HTMX sends it
while the candidate types or a button does. `withholding.py` redacts text for the AI model.
`Profile.hides_from` is the only rule about hidden organizations: it hides new matches, not saved
ones.
"""
