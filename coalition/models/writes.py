"""That something was written which the public may read."""

from django.db import models


class WriteMark(models.Model):
    """A statement that wrote to a table of the published: triggers add a row for each (migration 0017).

    The sum of all marks is another number after every such write, once that is there for all to see,
    and stays the same otherwise: marks are random, and folding many rows into one keeps their sum.
    No writer waits for another one, as it would for a counter. `past` marks a statement that changed
    what history held already, as a lawful removal does.
    """

    mark = models.BigIntegerField()
    past = models.BooleanField()

    def __str__(self) -> str:
        return str(self.mark)
