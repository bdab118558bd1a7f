"""Codes and slugs that are in use no more, what they mean now, and who may say so."""

from importlib import import_module

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


make_roles = import_module("coalition.migrations.0002_roles").make_roles


class Migration(migrations.Migration):

    dependencies = [
        ('coalition', '0019_asked_for_by_the_public'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='FormerName',
            fields=[
                ('name', models.CharField(max_length=60, primary_key=True, serialize=False)),
                ('country', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='former_names', to='coalition.country')),
                ('proposal', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='former_names', to='coalition.proposal')),
            ],
            options={
                'ordering': ('name',),
            },
        ),
        migrations.CreateModel(
            name='FormerNameEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('name', models.CharField(max_length=60, serialize=False)),
                ('country', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='coalition.country')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='coalition.formername')),
                ('proposal', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='coalition.proposal')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddConstraint(
            model_name='formername',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('country__isnull', True), ('proposal__isnull', False)), models.Q(('country__isnull', False), ('proposal__isnull', True)), _connector='OR'), name='former_name_leads_to_one_thing'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='formername',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "coalition_formernameevent" ("country_id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposal_id") VALUES (NEW."country_id", NEW."name", _pgh_attach_context(), coalition_history_instant(), \'insert\', NEW."name", NEW."proposal_id"); RETURN NULL;', hash='9a6b6d8819bc45738ffb98f936f716bc21e94464', operation='INSERT', pgid='pgtrigger_insert_insert_b8c5b', table='coalition_formername', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='formername',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "coalition_formernameevent" ("country_id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposal_id") VALUES (NEW."country_id", NEW."name", _pgh_attach_context(), coalition_history_instant(), \'update\', NEW."name", NEW."proposal_id"); RETURN NULL;', hash='8dd22c5be5f02f947d785a2f8ac1eac53f2b8181', operation='UPDATE', pgid='pgtrigger_update_update_78924', table='coalition_formername', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='formername',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "coalition_formernameevent" ("country_id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposal_id") VALUES (OLD."country_id", OLD."name", _pgh_attach_context(), coalition_history_instant(), \'delete\', OLD."name", OLD."proposal_id"); RETURN NULL;', hash='3b44923e04b3ac5426871609c45f62df23ac2c21', operation='DELETE', pgid='pgtrigger_delete_delete_ba852', table='coalition_formername', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='formernameevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='9048f0dd693dcce06105e8d26c4d9f1a1684eaa7', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_7b59e', table='coalition_formernameevent', when='BEFORE')),
        ),
        migrations.RunPython(make_roles, migrations.RunPython.noop),
    ]
