"""What a source says in its own words, in ours, so that opportunities can be compared.

What a text does not say for certain stays empty. The source's words are kept with its listing.
"""
