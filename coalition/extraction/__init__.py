"""Bytes in, quoted stances out. Plain Python: no Django, no network, no clock."""
