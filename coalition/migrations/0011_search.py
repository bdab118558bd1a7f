"""Full text search over the words of stances, each in the language of its text, accents folded."""

from django.db import migrations

# Letters with marks, and what they are searched as. Both sides of a search are folded alike.
MARKED = "àáâãäåāăąçćčďđèéêëēėęěğìíîïīįłľĺñńňòóôõöøōőŕřśşšșťțùúûüūůűųýÿźżžёґ"
PLAIN = "aaaaaaaaacccddeeeeeeeegiiiiiilllnnnoooooooorrssssttuuuuuuuuyyzzzег"
# PostgreSQL brings no stems of Polish or Ukrainian: their words are matched as they are written.
CONFIGURATIONS = {
    "de": "german",
    "en": "english",
    "es": "spanish",
    "fr": "french",
    "it": "italian",
    "ru": "russian",
}

assert len(MARKED) == len(PLAIN)

CREATE = f"""
CREATE FUNCTION coalition_search_words(language text, quote text, summary text, speaker text)
RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN to_tsvector(
    CASE language
        {" ".join(f"WHEN '{code}' THEN '{name}'::regconfig" for code, name in CONFIGURATIONS.items())}
        ELSE 'simple'::regconfig
    END,
    translate(lower(quote || ' ' || summary || ' ' || speaker), '{MARKED}', '{PLAIN}')
);
CREATE INDEX stance_words_are_searched ON coalition_stance
USING gin (coalition_search_words(language, quote, summary, speaker));
"""
DROP = """
DROP INDEX stance_words_are_searched;
DROP FUNCTION coalition_search_words(text, text, text, text);
"""


class Migration(migrations.Migration):

    dependencies = [
        ('coalition', '0010_words_changes_webhooks'),
    ]

    operations = [
        migrations.RunSQL(CREATE, DROP),
    ]
