"""Words that can be searched, changes found by their instant, and who is told of news.

Headlines are searched by the stems of their own language; the words of stances are 0011's.

A query is read by the rules of each language, since nobody says in which one it is. PostgreSQL has no
stems for Polish and Ukrainian: there words are compared as they stand.
"""

import uuid
from importlib import import_module

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

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
HEADLINES = """
CREATE INDEX article_words ON coalition_article USING gin (coalition_words(language, title))
"""


# What history took down between two instants: the change feed asks for it.
TRACKED = (
    "article", "country", "membership", "office", "page", "pin", "proposal", "proposaldefinition",
    "source", "stance", "stancecondition", "worldevent",
)
make_roles = import_module("coalition.migrations.0002_roles").make_roles


class Migration(migrations.Migration):
    dependencies = [("coalition", "0009_keys_and_counts")]
    operations = [
        migrations.RunSQL(WORDS, "DROP FUNCTION coalition_words(text, text)"),
        migrations.RunSQL(QUERY, "DROP FUNCTION coalition_query(text)"),
        migrations.RunSQL(HEADLINES, "DROP INDEX article_words"),
        *(
            migrations.RunSQL(
                f"CREATE INDEX {name}_changed ON coalition_{name}event (pgh_created_at)",
                f"DROP INDEX {name}_changed",
            )
            for name in TRACKED
        ),
        migrations.CreateModel(
            name='Webhook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('url', models.CharField(max_length=2000)),
                ('secret', models.CharField(max_length=64)),
                ('kind', models.CharField(blank=True, choices=[('position-change', 'position-change'), ('new-evidence', 'new-evidence')], max_length=32)),
                ('told_until', models.DateTimeField()),
                ('failures', models.PositiveSmallIntegerField(default=0)),
                ('stopped_at', models.DateTimeField(blank=True, null=True)),
                ('stopped_because', models.CharField(blank=True, max_length=300)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('country', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='coalition.country')),
                ('key', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='webhooks', to='coalition.apikey')),
                ('proposal', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='coalition.proposal')),
            ],
            options={
                'ordering': ('-id',),
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('event', models.CharField(max_length=200)),
                ('body', models.TextField()),
                ('state', models.CharField(choices=[('waiting', 'waiting'), ('delivered', 'delivered'), ('failed', 'failed')], default='waiting', max_length=32)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('due_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('status', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('error', models.CharField(blank=True, max_length=300)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('webhook', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='coalition.webhook')),
            ],
            options={
                'verbose_name_plural': 'deliveries',
                'ordering': ('-created_at', 'id'),
            },
        ),
        migrations.AddConstraint(
            model_name='webhook',
            constraint=models.CheckConstraint(condition=models.Q(('kind', ''), ('kind__in', ['position-change', 'new-evidence']), _connector='OR'), name='webhook_kind_is_known'),
        ),
        migrations.AddConstraint(
            model_name='webhook',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('stopped_at__isnull', True), ('stopped_because', '')), models.Q(('stopped_at__isnull', False), ('stopped_because__gt', '')), _connector='OR'), name='stopped_webhook_says_why'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(condition=models.Q(('state', 'waiting')), fields=['due_at'], name='delivery_due'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'delivered', 'failed']), ('state__isnull', True), _connector='OR'), name='delivery_state_is_known'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.UniqueConstraint(fields=('webhook', 'event'), name='event_is_told_once'),
        ),
        migrations.RunPython(make_roles, migrations.RunPython.noop),
    ]
