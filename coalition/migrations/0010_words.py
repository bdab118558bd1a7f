"""Words of stances and headlines can be searched, each by the stems of its own language.

A query is read by the rules of each language, since nobody says in which one it is. PostgreSQL has no
stems for Polish and Ukrainian: there words are compared as they stand.
"""

from django.db import migrations

STEMS = {
    "en": "english", "it": "italian", "fr": "french", "de": "german", "es": "spanish",
    "ru": "russian", "nl": "dutch", "pt": "portuguese", "ro": "romanian", "sv": "swedish",
    "da": "danish", "no": "norwegian", "fi": "finnish", "hu": "hungarian", "tr": "turkish",
}
CASES = " ".join(f"WHEN '{code}' THEN '{name}'::regconfig" for code, name in STEMS.items())
# Immutable, as an index needs it: the names are constants, and their dictionaries come with the server.
WORDS = f"""
CREATE FUNCTION coalition_words(language text, words text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN to_tsvector(CASE language {CASES} ELSE 'simple'::regconfig END, words)
"""
READ = " || ".join(
    f"websearch_to_tsquery('{name}'::regconfig, query)" for name in (*STEMS.values(), "simple")
)
QUERY = f"""
CREATE FUNCTION coalition_query(query text) RETURNS tsquery
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN {READ}
"""
STANCES = """
CREATE INDEX stance_words ON coalition_stance
USING gin (coalition_words(language, quote || ' ' || summary || ' ' || speaker))
"""
HEADLINES = """
CREATE INDEX article_words ON coalition_article USING gin (coalition_words(language, title))
"""


class Migration(migrations.Migration):
    dependencies = [("coalition", "0009_keys_and_counts")]
    operations = [
        migrations.RunSQL(WORDS, "DROP FUNCTION coalition_words(text, text)"),
        migrations.RunSQL(QUERY, "DROP FUNCTION coalition_query(text)"),
        migrations.RunSQL(STANCES, "DROP INDEX stance_words"),
        migrations.RunSQL(HEADLINES, "DROP INDEX article_words"),
    ]
