"""Profiles from elsewhere: read into unsaved rows, compared with what is there, then applied."""
