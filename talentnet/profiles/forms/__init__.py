"""What a candidate can write into their profile."""
