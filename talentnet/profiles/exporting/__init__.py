"""Export of a profile as JSON Resume that imports back as an equal profile."""
