"""Everything that ranks opportunities for a profile: no model, no network."""
