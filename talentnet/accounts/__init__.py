"""Users, who sign in with their email address, and their sessions.

allauth does sign-up, codes, two-factor sign-in and limits; `adapters.py` holds the places where we
differ. A session row names its account (`sessions.py`), so that it can be shown and ended.
"""
