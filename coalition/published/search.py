"""Words in what is published: quotes, summaries, speakers, headlines. Never in a text that is not shown.

The functions and indexes behind it are made by migration 0010.
"""

from typing import Any

from django.db.models import BooleanField, F, Func, QuerySet, TextField, Value


class Matches(Func):
    """Whether words hold what a query asks for, by the stems of their language."""

    template = "(%(expressions)s)"
    arg_joiner = " @@ "
    output_field = BooleanField()


def find_words(rows: QuerySet[Any], query: str, *columns: str) -> QuerySet[Any]:
    """Those rows whose columns, joined by blanks, hold the words of a query.

    `query` is as people write it: words, "phrases", or, -without. One without a word finds nothing.
    """
    parts: list[Any] = [F(columns[0])]
    for column in columns[1:]:
        parts += [Value(" "), F(column)]
    words = parts[0] if len(parts) == 1 else Joined(*parts)
    held = Func(F("language"), words, function="coalition_words")
    asked = Func(Value(query), function="coalition_query")
    return rows.filter(Matches(held, asked))


class Joined(Func):
    """Texts one behind the other, written as the index has it."""

    template = "(%(expressions)s)"
    arg_joiner = " || "
    output_field = TextField()
