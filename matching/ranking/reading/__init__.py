"""Reads texts for the ranking: words, synonyms, candidates and postings."""
