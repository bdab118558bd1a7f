"""An editor may say that a government was asked and would not say, with its source and its end."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('coalition', '0014_runs'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='pin',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='pin',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='pin',
            name='delete_delete',
        ),
        migrations.AddField(
            model_name='pin',
            name='state',
            field=models.CharField(choices=[('held', 'held'), ('no-evidence', 'no-evidence'), ('stale', 'stale'), ('declined', 'declined'), ('contested', 'contested')], default='held', max_length=32),
        ),
        migrations.AddField(
            model_name='pin',
            name='url',
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name='pin',
            name='words',
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name='pinevent',
            name='state',
            field=models.CharField(choices=[('held', 'held'), ('no-evidence', 'no-evidence'), ('stale', 'stale'), ('declined', 'declined'), ('contested', 'contested')], default='held', max_length=32),
        ),
        migrations.AddField(
            model_name='pinevent',
            name='url',
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name='pinevent',
            name='words',
            field=models.TextField(blank=True),
        ),
        migrations.AlterField(
            model_name='pin',
            name='position',
            field=models.CharField(blank=True, choices=[('committed', 'committed'), ('supportive', 'supportive'), ('conditional', 'conditional'), ('undecided', 'undecided'), ('sceptical', 'sceptical'), ('opposed', 'opposed')], max_length=32, null=True),
        ),
        migrations.AlterField(
            model_name='pinevent',
            name='position',
            field=models.CharField(blank=True, choices=[('committed', 'committed'), ('supportive', 'supportive'), ('conditional', 'conditional'), ('undecided', 'undecided'), ('sceptical', 'sceptical'), ('opposed', 'opposed')], max_length=32, null=True),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='pin',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "coalition_pinevent" ("active", "country_id", "created_at", "editor_id", "first", "id", "last", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "proposal_id", "reason", "state", "url", "words") VALUES (NEW."active", NEW."country_id", NEW."created_at", NEW."editor_id", NEW."first", NEW."id", NEW."last", _pgh_attach_context(), coalition_history_instant(), \'insert\', NEW."id", NEW."position", NEW."proposal_id", NEW."reason", NEW."state", NEW."url", NEW."words"); RETURN NULL;', hash='04814f673088ddeaf626926f50f61c035ca801fb', operation='INSERT', pgid='pgtrigger_insert_insert_2cc9a', table='coalition_pin', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='pin',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "coalition_pinevent" ("active", "country_id", "created_at", "editor_id", "first", "id", "last", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "proposal_id", "reason", "state", "url", "words") VALUES (NEW."active", NEW."country_id", NEW."created_at", NEW."editor_id", NEW."first", NEW."id", NEW."last", _pgh_attach_context(), coalition_history_instant(), \'update\', NEW."id", NEW."position", NEW."proposal_id", NEW."reason", NEW."state", NEW."url", NEW."words"); RETURN NULL;', hash='9bca33aca297bdef3cd1158492b4b1651ab478af', operation='UPDATE', pgid='pgtrigger_update_update_cd37e', table='coalition_pin', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='pin',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "coalition_pinevent" ("active", "country_id", "created_at", "editor_id", "first", "id", "last", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "proposal_id", "reason", "state", "url", "words") VALUES (OLD."active", OLD."country_id", OLD."created_at", OLD."editor_id", OLD."first", OLD."id", OLD."last", _pgh_attach_context(), coalition_history_instant(), \'delete\', OLD."id", OLD."position", OLD."proposal_id", OLD."reason", OLD."state", OLD."url", OLD."words"); RETURN NULL;', hash='df36eb220b46de106b15a4af8f83d15ee792bf13', operation='DELETE', pgid='pgtrigger_delete_delete_53da2', table='coalition_pin', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='pin',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('position__isnull', False), ('state', 'held')), models.Q(('position__isnull', True), ('state', 'declined')), _connector='OR'), name='pin_holds_a_position_or_is_declined'),
        ),
        migrations.AddConstraint(
            model_name='pin',
            constraint=models.CheckConstraint(condition=models.Q(('url', ''), ('url__startswith', 'https://'), ('url__startswith', 'http://'), _connector='OR'), name='pin_url_is_of_the_web'),
        ),
        migrations.AddConstraint(
            model_name='pin',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'held'), models.Q(('url__gt', ''), ('words__gt', ''), ('last__isnull', False)), _connector='OR'), name='declined_pin_has_source_and_end'),
        ),
    ]
