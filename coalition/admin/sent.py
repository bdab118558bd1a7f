"""What a browser sent, where it should be the number of a row."""

LONGEST_KEY = 18  # digits: any such number fits into the database's integer


def is_key(text: str) -> bool:
    """Whether a text can be the number of a row."""
    return text.isascii() and text.isdecimal() and len(text) <= LONGEST_KEY
