"""Forms of the profile editor."""
