"""Language of a text, by py3langid, whose model comes with its package."""

# Letters. In shorter texts, names and terms of the trade outweigh everything else.
MIN_LETTERS = 20


def language_of(text: str) -> str:
    """ISO 639-1 code of the language that a text is most likely in; empty if it is too short."""
    if sum(character.isalpha() for character in text) < MIN_LETTERS and text.isascii():
        return ""
    # Imported here, as it brings NumPy, which web processes do without.
    import py3langid

    return str(py3langid.classify(text)[0])
