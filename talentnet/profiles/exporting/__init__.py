"""A profile for elsewhere: JSON Resume that comes in again as an equal profile."""
