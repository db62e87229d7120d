"""Translate a source's wording into comparable values.

Uncertain values stay empty. The source's own words are kept with its listing.
"""
