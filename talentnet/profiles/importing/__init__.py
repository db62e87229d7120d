"""Import of profiles: read a file into unsaved rows, compare them with the profile, apply."""
