"""Keys with a scope for webhooks, and a table that counts the requests of API clients."""

from importlib import import_module

from django.db import migrations, models


make_roles = import_module("coalition.migrations.0002_roles").make_roles


class Migration(migrations.Migration):

    dependencies = [
        ('coalition', '0008_stories'),
    ]

    operations = [
        migrations.CreateModel(
            name='RequestCount',
            fields=[
                ('counter', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('minute', models.DateTimeField()),
                ('spent', models.PositiveBigIntegerField()),
            ],
            options={
                'ordering': ('-minute', '-spent'),
            },
        ),
        migrations.RemoveConstraint(
            model_name='apikey',
            name='key_scope_is_known',
        ),
        migrations.AlterField(
            model_name='apikey',
            name='scope',
            field=models.CharField(choices=[('read', 'read'), ('ingest', 'ingest'), ('webhook', 'webhook'), ('admin', 'admin')], max_length=8),
        ),
        migrations.AddConstraint(
            model_name='apikey',
            constraint=models.CheckConstraint(condition=models.Q(('scope__in', ['read', 'ingest', 'webhook', 'admin'])), name='key_scope_is_known'),
        ),
        migrations.AddIndex(
            model_name='requestcount',
            index=models.Index(fields=['minute'], name='count_by_age'),
        ),
        migrations.RunSQL(
            "ALTER TABLE coalition_requestcount SET UNLOGGED",
            "ALTER TABLE coalition_requestcount SET LOGGED",
        ),
        migrations.RunPython(make_roles, migrations.RunPython.noop),
    ]
