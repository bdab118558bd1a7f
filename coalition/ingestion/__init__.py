"""From a link, a file or a pasted text to stances that wait for review."""
