"""Opportunities in: read from files and boards, made comparable, stored once, kept up to date.

`formats` reads, `normalizing` says in our words what a source says in its own, `storing` writes,
`duplicates` joins what two sources list, `fetching` gets a board from the web, `syncing` keeps a
source up to date.
"""
