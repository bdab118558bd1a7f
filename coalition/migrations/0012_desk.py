"""The editors' desk: what waits there, deeds on many stances, and what asks for an editor's word.

What stands of a stance or of its conditions is now out of reach outside of a review when it is added,
too, and not only when it changes.
"""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


# Stances that wait already: their lines are weighed by the workers, as after any redrawing.
FILL = """
INSERT INTO coalition_waiting (
    stance_id, country_id, proposal_id, source_id, language, reader, place, weighed, today, before,
    after, since
)
SELECT id, country_id, proposal_id, source_id, language, reader,
    2002 + round(confidence * 1000)::integer, false, false, '', '', created_at
FROM coalition_stance WHERE review_state = 'waiting' AND NOT withdrawn
"""


class Migration(migrations.Migration):

    dependencies = [
        ('coalition', '0011_search'),
        ('pghistory', '0007_auto_20250421_0444'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Assignment',
            fields=[
                ('stance', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='assignment', serialize=False, to='coalition.stance')),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'ordering': ('stance_id',),
            },
        ),
        migrations.CreateModel(
            name='Batch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('verdict', models.CharField(choices=[('accept', 'accept'), ('correct', 'correct'), ('reject', 'reject'), ('undo', 'undo')], max_length=32)),
                ('reason', models.CharField(blank=True, choices=[('wrong-country', 'wrong-country'), ('wrong-proposal', 'wrong-proposal'), ('wrong-position', 'wrong-position'), ('wrong-voice', 'wrong-voice'), ('wrong-speaker', 'wrong-speaker'), ('wrong-date', 'wrong-date'), ('wrong-quote', 'wrong-quote'), ('negation', 'negation'), ('irony', 'irony'), ('duplicate', 'duplicate'), ('not-a-stance', 'not-a-stance')], max_length=32, null=True)),
                ('note', models.TextField(blank=True)),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'verbose_name_plural': 'batches',
                'ordering': ('-id',),
            },
        ),
        migrations.CreateModel(
            name='CorrectionRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.TextField()),
                ('contact', models.CharField(blank=True, max_length=200)),
                ('sender', models.CharField(max_length=64)),
                ('state', models.CharField(choices=[('open', 'open'), ('accepted', 'accepted'), ('declined', 'declined'), ('outdated', 'outdated')], default='open', max_length=32)),
                ('answer', models.TextField(blank=True)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'ordering': ('-id',),
            },
        ),
        migrations.CreateModel(
            name='CorrectionRequestEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('words', models.TextField()),
                ('state', models.CharField(choices=[('open', 'open'), ('accepted', 'accepted'), ('declined', 'declined'), ('outdated', 'outdated')], default='open', max_length=32)),
                ('answer', models.TextField(blank=True)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Difference',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reader', models.CharField(max_length=40)),
                ('version', models.CharField(max_length=80)),
                ('found', models.JSONField()),
                ('state', models.CharField(choices=[('open', 'open'), ('accepted', 'accepted'), ('declined', 'declined'), ('outdated', 'outdated')], default='open', max_length=32)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'ordering': ('-id',),
            },
        ),
        migrations.CreateModel(
            name='DifferenceEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('reader', models.CharField(max_length=40)),
                ('version', models.CharField(max_length=80)),
                ('found', models.JSONField()),
                ('state', models.CharField(choices=[('open', 'open'), ('accepted', 'accepted'), ('declined', 'declined'), ('outdated', 'outdated')], default='open', max_length=32)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SavedFilter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60)),
                ('query', models.CharField(blank=True, max_length=500)),
            ],
            options={
                'ordering': ('name',),
            },
        ),
        migrations.CreateModel(
            name='SecondCoding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('week', models.DateField()),
                ('first_label', models.CharField(max_length=16)),
                ('label', models.CharField(blank=True, max_length=16)),
                ('coded_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ('-week', 'id'),
            },
        ),
        migrations.CreateModel(
            name='SecondCodingEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('week', models.DateField()),
                ('first_label', models.CharField(max_length=16)),
                ('label', models.CharField(blank=True, max_length=16)),
                ('coded_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Suggestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('verdict', models.CharField(choices=[('accept', 'accept'), ('correct', 'correct'), ('reject', 'reject'), ('undo', 'undo')], max_length=32)),
                ('reason', models.CharField(blank=True, choices=[('wrong-country', 'wrong-country'), ('wrong-proposal', 'wrong-proposal'), ('wrong-position', 'wrong-position'), ('wrong-voice', 'wrong-voice'), ('wrong-speaker', 'wrong-speaker'), ('wrong-date', 'wrong-date'), ('wrong-quote', 'wrong-quote'), ('negation', 'negation'), ('irony', 'irony'), ('duplicate', 'duplicate'), ('not-a-stance', 'not-a-stance')], max_length=32, null=True)),
                ('note', models.TextField(blank=True)),
                ('changes', models.JSONField(default=dict)),
                ('flips', models.JSONField(default=list)),
                ('edition', models.PositiveIntegerField()),
                ('state', models.CharField(choices=[('open', 'open'), ('accepted', 'accepted'), ('declined', 'declined'), ('outdated', 'outdated')], default='open', max_length=32)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('answer', models.TextField(blank=True)),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'ordering': ('-id',),
            },
        ),
        migrations.CreateModel(
            name='SuggestionEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('verdict', models.CharField(choices=[('accept', 'accept'), ('correct', 'correct'), ('reject', 'reject'), ('undo', 'undo')], max_length=32)),
                ('reason', models.CharField(blank=True, choices=[('wrong-country', 'wrong-country'), ('wrong-proposal', 'wrong-proposal'), ('wrong-position', 'wrong-position'), ('wrong-voice', 'wrong-voice'), ('wrong-speaker', 'wrong-speaker'), ('wrong-date', 'wrong-date'), ('wrong-quote', 'wrong-quote'), ('negation', 'negation'), ('irony', 'irony'), ('duplicate', 'duplicate'), ('not-a-stance', 'not-a-stance')], max_length=32, null=True)),
                ('note', models.TextField(blank=True)),
                ('changes', models.JSONField(default=dict)),
                ('flips', models.JSONField(default=list)),
                ('edition', models.PositiveIntegerField()),
                ('state', models.CharField(choices=[('open', 'open'), ('accepted', 'accepted'), ('declined', 'declined'), ('outdated', 'outdated')], default='open', max_length=32)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('answer', models.TextField(blank=True)),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Waiting',
            fields=[
                ('stance', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='waiting', serialize=False, to='coalition.stance')),
                ('language', models.CharField(blank=True, max_length=8)),
                ('reader', models.CharField(max_length=40)),
                ('place', models.PositiveIntegerField()),
                ('weighed', models.BooleanField(default=False)),
                ('deed', models.CharField(blank=True, choices=[('accept', 'accept'), ('correct', 'correct'), ('reject', 'reject'), ('undo', 'undo')], max_length=32, null=True)),
                ('day', models.DateField(null=True)),
                ('today', models.BooleanField(default=False)),
                ('before', models.CharField(blank=True, max_length=32)),
                ('after', models.CharField(blank=True, max_length=32)),
                ('since', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'verbose_name_plural': 'waiting',
                'ordering': ('place', 'stance_id'),
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='stancecondition',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='stancecondition',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='stancecondition',
            name='delete_delete',
        ),
        migrations.AddField(
            model_name='review',
            name='seconded_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='seconded', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='stancecondition',
            name='start',
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='stanceconditionevent',
            name='start',
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddIndex(
            model_name='stance',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.search.SearchVector('quote', 'summary', 'speaker', config='simple'), name='stance_searched'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='stance',
            trigger=pgtrigger.compiler.Trigger(name='new_stance_waits_unless_in_a_review', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (NEW.review_state <> 'waiting')", func="\n    IF current_setting('coalition.review', true) IS DISTINCT FROM 'on' THEN\n        RAISE EXCEPTION 'what stands of a stance changes only by a review'\n            USING ERRCODE = 'check_violation', CONSTRAINT = 'only_a_review_changes_a_stance';\n    END IF;\n    RETURN NEW;\n", hash='7e64627d18e083eef7d383b10306a1c2e1290159', operation='INSERT', pgid='pgtrigger_new_stance_waits_unless_in_a_review_56c75', table='coalition_stance', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='stance',
            trigger=pgtrigger.compiler.Trigger(name='stance_joins_or_leaves_the_queue', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    IF NEW.review_state = 'waiting' AND NOT NEW.withdrawn THEN\n        INSERT INTO coalition_waiting AS queued (\n            stance_id, country_id, proposal_id, source_id, language, reader, place, weighed,\n            today, before, after, since\n        ) VALUES (\n            NEW.id, NEW.country_id, NEW.proposal_id, NEW.source_id, NEW.language, NEW.reader,\n            2002 + round(NEW.confidence * 1000)::integer, false, false, '', '',\n            NEW.created_at\n        ) ON CONFLICT (stance_id) DO UPDATE SET\n            country_id = NEW.country_id, proposal_id = NEW.proposal_id,\n            source_id = NEW.source_id, language = NEW.language, weighed = false;\n    ELSE\n        DELETE FROM coalition_waiting WHERE stance_id = NEW.id;\n    END IF;\n    RETURN NULL;\n", hash='4d3d3544fbbf4a29a75dac27d1c7ffa292646ae2', operation='INSERT OR UPDATE OF "review_state", "withdrawn", "country_id", "proposal_id", "source_id", "language"', pgid='pgtrigger_stance_joins_or_leaves_the_queue_b6f7a', table='coalition_stance', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='stancecondition',
            trigger=pgtrigger.compiler.Trigger(name='only_a_review_changes_a_condition', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    IF current_setting('coalition.review', true) IS DISTINCT FROM 'on' AND 'waiting' <> (\n        SELECT review_state FROM coalition_stance\n        WHERE id = CASE TG_OP WHEN 'DELETE' THEN OLD.stance_id ELSE NEW.stance_id END\n    ) THEN\n        RAISE EXCEPTION 'what stands of a stance changes only by a review'\n            USING ERRCODE = 'check_violation', CONSTRAINT = 'only_a_review_changes_a_condition';\n    END IF;\n    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;\n    RETURN NEW;\n", hash='63408dee351d9e29db0f6cc23f061b15eaa09678', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_only_a_review_changes_a_condition_c6f53', table='coalition_stancecondition', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='stancecondition',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "coalition_stanceconditionevent" ("id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "stance_id", "start", "words") VALUES (NEW."id", NEW."kind", _pgh_attach_context(), coalition_history_instant(), \'insert\', NEW."id", NEW."stance_id", NEW."start", NEW."words"); RETURN NULL;', hash='8ec9ac6dddd98da67747d39825809995a7c5914a', operation='INSERT', pgid='pgtrigger_insert_insert_7d240', table='coalition_stancecondition', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='stancecondition',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "coalition_stanceconditionevent" ("id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "stance_id", "start", "words") VALUES (NEW."id", NEW."kind", _pgh_attach_context(), coalition_history_instant(), \'update\', NEW."id", NEW."stance_id", NEW."start", NEW."words"); RETURN NULL;', hash='88d919f90bcd52014d22d2fc9e621fc5861c5d32', operation='UPDATE', pgid='pgtrigger_update_update_4b99c', table='coalition_stancecondition', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='stancecondition',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "coalition_stanceconditionevent" ("id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "stance_id", "start", "words") VALUES (OLD."id", OLD."kind", _pgh_attach_context(), coalition_history_instant(), \'delete\', OLD."id", OLD."stance_id", OLD."start", OLD."words"); RETURN NULL;', hash='9fb9aad16528925c94738145c9d6ad5e49060af7', operation='DELETE', pgid='pgtrigger_delete_delete_76068', table='coalition_stancecondition', when='AFTER')),
        ),
        migrations.AddField(
            model_name='assignment',
            name='editor',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='assignments', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='batch',
            name='editor',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='batches', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='batch',
            name='undoes',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='undone_by', to='coalition.batch'),
        ),
        migrations.AddField(
            model_name='review',
            name='batch',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='coalition.batch'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.CheckConstraint(condition=models.Q(('seconded_by__isnull', True), models.Q(('seconded_by', models.F('editor')), _negated=True), _connector='OR'), name='review_is_seconded_by_another'),
        ),
        migrations.AddField(
            model_name='correctionrequest',
            name='decided_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='correctionrequest',
            name='stance',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='requests', to='coalition.stance'),
        ),
        migrations.AddField(
            model_name='correctionrequestevent',
            name='decided_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='correctionrequestevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='correctionrequestevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='coalition.correctionrequest'),
        ),
        migrations.AddField(
            model_name='correctionrequestevent',
            name='stance',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='coalition.stance'),
        ),
        migrations.AddField(
            model_name='difference',
            name='decided_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='difference',
            name='stance',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='differences', to='coalition.stance'),
        ),
        migrations.AddField(
            model_name='differenceevent',
            name='decided_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='differenceevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='differenceevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='coalition.difference'),
        ),
        migrations.AddField(
            model_name='differenceevent',
            name='stance',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='coalition.stance'),
        ),
        migrations.AddField(
            model_name='savedfilter',
            name='editor',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='filters', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='secondcoding',
            name='editor',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='coded_second', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='secondcoding',
            name='first_editor',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='coded_first', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='secondcoding',
            name='stance',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='second_codings', to='coalition.stance'),
        ),
        migrations.AddField(
            model_name='secondcodingevent',
            name='editor',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='secondcodingevent',
            name='first_editor',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='secondcodingevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='secondcodingevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='coalition.secondcoding'),
        ),
        migrations.AddField(
            model_name='secondcodingevent',
            name='stance',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='coalition.stance'),
        ),
        migrations.AddField(
            model_name='suggestion',
            name='decided_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='suggestion',
            name='editor',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='suggestions', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='suggestion',
            name='stance',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='suggestions', to='coalition.stance'),
        ),
        migrations.AddField(
            model_name='suggestionevent',
            name='decided_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='suggestionevent',
            name='editor',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='suggestionevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='suggestionevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='coalition.suggestion'),
        ),
        migrations.AddField(
            model_name='suggestionevent',
            name='stance',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='coalition.stance'),
        ),
        migrations.AddField(
            model_name='waiting',
            name='country',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='coalition.country'),
        ),
        migrations.AddField(
            model_name='waiting',
            name='proposal',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='coalition.proposal'),
        ),
        migrations.AddField(
            model_name='waiting',
            name='source',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='coalition.source'),
        ),
        migrations.AddConstraint(
            model_name='batch',
            constraint=models.CheckConstraint(condition=models.Q(('verdict__in', ['accept', 'correct', 'reject', 'undo']), ('verdict__isnull', True), _connector='OR'), name='batch_verdict_is_known'),
        ),
        migrations.AddConstraint(
            model_name='batch',
            constraint=models.CheckConstraint(condition=models.Q(('reason__in', ['wrong-country', 'wrong-proposal', 'wrong-position', 'wrong-voice', 'wrong-speaker', 'wrong-date', 'wrong-quote', 'negation', 'irony', 'duplicate', 'not-a-stance']), ('reason__isnull', True), _connector='OR'), name='batch_reason_is_known'),
        ),
        migrations.AddConstraint(
            model_name='batch',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('undoes__isnull', False), ('verdict', 'undo')), models.Q(models.Q(('verdict', 'undo'), _negated=True), ('undoes__isnull', True)), _connector='OR'), name='undoing_batch_names_what_it_undoes'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='batch',
            trigger=pgtrigger.compiler.Trigger(name='batch_is_never_changed', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='820f9e44351fc58ffba2adffd11e7805487f4629', operation='UPDATE OR DELETE', pgid='pgtrigger_batch_is_never_changed_ba6f7', table='coalition_batch', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='batch',
            trigger=pgtrigger.compiler.Trigger(name='batch_is_written_in_a_review', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    IF current_setting('coalition.review', true) IS DISTINCT FROM 'on' THEN\n        RAISE EXCEPTION 'what stands of a stance changes only by a review'\n            USING ERRCODE = 'check_violation', CONSTRAINT = 'only_a_review_changes_a_stance';\n    END IF;\n    RETURN NEW;\n", hash='267625bc489bcba81c3f66280efb5b4b3daabb13', operation='INSERT', pgid='pgtrigger_batch_is_written_in_a_review_41c36', table='coalition_batch', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='correctionrequest',
            index=models.Index(fields=['sender', 'at'], name='request_of_sender'),
        ),
        migrations.AddIndex(
            model_name='correctionrequest',
            index=models.Index(fields=['at'], name='request_by_age'),
        ),
        migrations.AddConstraint(
            model_name='correctionrequest',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['open', 'accepted', 'declined', 'outdated']), ('state__isnull', True), _connector='OR'), name='request_state_is_known'),
        ),
        migrations.AddConstraint(
            model_name='correctionrequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('decided_by__isnull', True), ('state', 'open')), models.Q(models.Q(('state', 'open'), _negated=True), ('decided_at__isnull', False), ('decided_by__isnull', False)), _connector='OR'), name='request_is_open_or_decided'),
        ),
        migrations.AddConstraint(
            model_name='correctionrequest',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'open'), ('answer__gt', ''), _connector='OR'), name='decided_request_has_an_answer'),
        ),
        migrations.AddConstraint(
            model_name='correctionrequest',
            constraint=models.CheckConstraint(condition=models.Q(('words__gt', '')), name='request_has_words'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='correctionrequest',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "coalition_correctionrequestevent" ("answer", "at", "decided_at", "decided_by_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "stance_id", "state", "words") VALUES (NEW."answer", NEW."at", NEW."decided_at", NEW."decided_by_id", NEW."id", _pgh_attach_context(), coalition_history_instant(), \'insert\', NEW."id", NEW."stance_id", NEW."state", NEW."words"); RETURN NULL;', hash='44699b654cf97619348e8bb4b8e7750728af41c4', operation='INSERT', pgid='pgtrigger_insert_insert_09f65', table='coalition_correctionrequest', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='correctionrequest',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."answer" IS DISTINCT FROM (NEW."answer") OR OLD."at" IS DISTINCT FROM (NEW."at") OR OLD."decided_at" IS DISTINCT FROM (NEW."decided_at") OR OLD."decided_by_id" IS DISTINCT FROM (NEW."decided_by_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."stance_id" IS DISTINCT FROM (NEW."stance_id") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."words" IS DISTINCT FROM (NEW."words"))', func='INSERT INTO "coalition_correctionrequestevent" ("answer", "at", "decided_at", "decided_by_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "stance_id", "state", "words") VALUES (NEW."answer", NEW."at", NEW."decided_at", NEW."decided_by_id", NEW."id", _pgh_attach_context(), coalition_history_instant(), \'update\', NEW."id", NEW."stance_id", NEW."state", NEW."words"); RETURN NULL;', hash='71293a1d6164cb5d104858169df1f10f27c24bed', operation='UPDATE', pgid='pgtrigger_update_update_63317', table='coalition_correctionrequest', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='correctionrequest',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "coalition_correctionrequestevent" ("answer", "at", "decided_at", "decided_by_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "stance_id", "state", "words") VALUES (OLD."answer", OLD."at", OLD."decided_at", OLD."decided_by_id", OLD."id", _pgh_attach_context(), coalition_history_instant(), \'delete\', OLD."id", OLD."stance_id", OLD."state", OLD."words"); RETURN NULL;', hash='1678b92138ee6239c4994b67844e57eb2e485f4e', operation='DELETE', pgid='pgtrigger_delete_delete_31869', table='coalition_correctionrequest', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='correctionrequestevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='121b24a7a493943c005304858f6f91ded0c6e5ee', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_88e7b', table='coalition_correctionrequestevent', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='difference',
            index=models.Index(condition=models.Q(('state', 'open')), fields=['-id'], name='difference_open'),
        ),
        migrations.AddConstraint(
            model_name='difference',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['open', 'accepted', 'declined', 'outdated']), ('state__isnull', True), _connector='OR'), name='difference_state_is_known'),
        ),
        migrations.AddConstraint(
            model_name='difference',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('decided_by__isnull', True), ('state', 'open')), models.Q(models.Q(('state', 'open'), _negated=True), ('decided_at__isnull', False), ('decided_by__isnull', False)), _connector='OR'), name='difference_is_open_or_decided'),
        ),
        migrations.AddConstraint(
            model_name='difference',
            constraint=models.UniqueConstraint(fields=('stance', 'reader', 'version'), name='difference_is_opened_once_by_a_version'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='difference',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "coalition_differenceevent" ("at", "decided_at", "decided_by_id", "found", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reader", "stance_id", "state", "version") VALUES (NEW."at", NEW."decided_at", NEW."decided_by_id", NEW."found", NEW."id", _pgh_attach_context(), coalition_history_instant(), \'insert\', NEW."id", NEW."reader", NEW."stance_id", NEW."state", NEW."version"); RETURN NULL;', hash='68b0a8b79555f071c2f137cfce7952953fcfe20c', operation='INSERT', pgid='pgtrigger_insert_insert_e7a62', table='coalition_difference', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='difference',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "coalition_differenceevent" ("at", "decided_at", "decided_by_id", "found", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reader", "stance_id", "state", "version") VALUES (NEW."at", NEW."decided_at", NEW."decided_by_id", NEW."found", NEW."id", _pgh_attach_context(), coalition_history_instant(), \'update\', NEW."id", NEW."reader", NEW."stance_id", NEW."state", NEW."version"); RETURN NULL;', hash='3b3ae15909ce21bbf091ce8789d4d73aa3e97ec7', operation='UPDATE', pgid='pgtrigger_update_update_27146', table='coalition_difference', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='difference',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "coalition_differenceevent" ("at", "decided_at", "decided_by_id", "found", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reader", "stance_id", "state", "version") VALUES (OLD."at", OLD."decided_at", OLD."decided_by_id", OLD."found", OLD."id", _pgh_attach_context(), coalition_history_instant(), \'delete\', OLD."id", OLD."reader", OLD."stance_id", OLD."state", OLD."version"); RETURN NULL;', hash='277e41269184853cdd5d1d6a35c74dca1b826a69', operation='DELETE', pgid='pgtrigger_delete_delete_679ca', table='coalition_difference', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='differenceevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='a61e90c833a3976bc163acd99336f4ac7782332d', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_2eb01', table='coalition_differenceevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='savedfilter',
            constraint=models.UniqueConstraint(fields=('editor', 'name'), name='filter_has_a_name_of_its_own'),
        ),
        migrations.AddConstraint(
            model_name='secondcoding',
            constraint=models.UniqueConstraint(fields=('week', 'stance'), name='stance_is_sampled_once_a_week'),
        ),
        migrations.AddConstraint(
            model_name='secondcoding',
            constraint=models.CheckConstraint(condition=models.Q(('first_label__in', ('committed', 'supportive', 'conditional', 'undecided', 'sceptical', 'opposed', 'none')), ('label__in', ('committed', 'supportive', 'conditional', 'undecided', 'sceptical', 'opposed', 'none', ''))), name='coding_has_a_known_label'),
        ),
        migrations.AddConstraint(
            model_name='secondcoding',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('coded_at__isnull', True), ('editor__isnull', True), ('label', '')), models.Q(('coded_at__isnull', False), ('editor__isnull', False), ('label__gt', '')), _connector='OR'), name='coding_says_who_and_when'),
        ),
        migrations.AddConstraint(
            model_name='secondcoding',
            constraint=models.CheckConstraint(condition=models.Q(('editor__isnull', True), models.Q(('editor', models.F('first_editor')), _negated=True), _connector='OR'), name='second_coder_is_another'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='secondcoding',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "coalition_secondcodingevent" ("coded_at", "editor_id", "first_editor_id", "first_label", "id", "label", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "stance_id", "week") VALUES (NEW."coded_at", NEW."editor_id", NEW."first_editor_id", NEW."first_label", NEW."id", NEW."label", _pgh_attach_context(), coalition_history_instant(), \'insert\', NEW."id", NEW."stance_id", NEW."week"); RETURN NULL;', hash='257c7a41e61a0c4e0a787d3713d92f1db6f8396a', operation='INSERT', pgid='pgtrigger_insert_insert_8b2cd', table='coalition_secondcoding', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='secondcoding',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "coalition_secondcodingevent" ("coded_at", "editor_id", "first_editor_id", "first_label", "id", "label", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "stance_id", "week") VALUES (NEW."coded_at", NEW."editor_id", NEW."first_editor_id", NEW."first_label", NEW."id", NEW."label", _pgh_attach_context(), coalition_history_instant(), \'update\', NEW."id", NEW."stance_id", NEW."week"); RETURN NULL;', hash='53aba6295e7892ae78d302f141321038eca05dd8', operation='UPDATE', pgid='pgtrigger_update_update_98c3f', table='coalition_secondcoding', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='secondcoding',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "coalition_secondcodingevent" ("coded_at", "editor_id", "first_editor_id", "first_label", "id", "label", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "stance_id", "week") VALUES (OLD."coded_at", OLD."editor_id", OLD."first_editor_id", OLD."first_label", OLD."id", OLD."label", _pgh_attach_context(), coalition_history_instant(), \'delete\', OLD."id", OLD."stance_id", OLD."week"); RETURN NULL;', hash='2e445afa9b542e1a74aa3a4b6c71bb37eccaa99b', operation='DELETE', pgid='pgtrigger_delete_delete_b0318', table='coalition_secondcoding', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='secondcodingevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='d5732d2588d2044cfd7945bb4d14f4d66dab604c', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_60cb2', table='coalition_secondcodingevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='suggestion',
            constraint=models.CheckConstraint(condition=models.Q(('verdict__in', ['accept', 'correct', 'reject', 'undo']), ('verdict__isnull', True), _connector='OR'), name='suggested_verdict_is_known'),
        ),
        migrations.AddConstraint(
            model_name='suggestion',
            constraint=models.CheckConstraint(condition=models.Q(('reason__in', ['wrong-country', 'wrong-proposal', 'wrong-position', 'wrong-voice', 'wrong-speaker', 'wrong-date', 'wrong-quote', 'negation', 'irony', 'duplicate', 'not-a-stance']), ('reason__isnull', True), _connector='OR'), name='suggested_reason_is_known'),
        ),
        migrations.AddConstraint(
            model_name='suggestion',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['open', 'accepted', 'declined', 'outdated']), ('state__isnull', True), _connector='OR'), name='suggestion_state_is_known'),
        ),
        migrations.AddConstraint(
            model_name='suggestion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('decided_by__isnull', True), ('state', 'open')), models.Q(models.Q(('state', 'open'), _negated=True), ('decided_at__isnull', False), ('decided_by__isnull', False)), _connector='OR'), name='suggestion_is_open_or_decided'),
        ),
        migrations.AddConstraint(
            model_name='suggestion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'accepted'), _negated=True), models.Q(('decided_by', models.F('editor')), _negated=True), _connector='OR'), name='suggestion_is_confirmed_by_another'),
        ),
        migrations.AddConstraint(
            model_name='suggestion',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('stance',), name='stance_has_one_open_suggestion'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='suggestion',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "coalition_suggestionevent" ("answer", "at", "changes", "decided_at", "decided_by_id", "edition", "editor_id", "flips", "id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "stance_id", "state", "verdict") VALUES (NEW."answer", NEW."at", NEW."changes", NEW."decided_at", NEW."decided_by_id", NEW."edition", NEW."editor_id", NEW."flips", NEW."id", NEW."note", _pgh_attach_context(), coalition_history_instant(), \'insert\', NEW."id", NEW."reason", NEW."stance_id", NEW."state", NEW."verdict"); RETURN NULL;', hash='036c19ca6b2ff3a7a3410c96cd1d79826b5fe12e', operation='INSERT', pgid='pgtrigger_insert_insert_0ab94', table='coalition_suggestion', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='suggestion',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "coalition_suggestionevent" ("answer", "at", "changes", "decided_at", "decided_by_id", "edition", "editor_id", "flips", "id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "stance_id", "state", "verdict") VALUES (NEW."answer", NEW."at", NEW."changes", NEW."decided_at", NEW."decided_by_id", NEW."edition", NEW."editor_id", NEW."flips", NEW."id", NEW."note", _pgh_attach_context(), coalition_history_instant(), \'update\', NEW."id", NEW."reason", NEW."stance_id", NEW."state", NEW."verdict"); RETURN NULL;', hash='ac6666f455f51f8c9599b9fa1dcb81eb996f4fcf', operation='UPDATE', pgid='pgtrigger_update_update_82d79', table='coalition_suggestion', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='suggestion',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "coalition_suggestionevent" ("answer", "at", "changes", "decided_at", "decided_by_id", "edition", "editor_id", "flips", "id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "stance_id", "state", "verdict") VALUES (OLD."answer", OLD."at", OLD."changes", OLD."decided_at", OLD."decided_by_id", OLD."edition", OLD."editor_id", OLD."flips", OLD."id", OLD."note", _pgh_attach_context(), coalition_history_instant(), \'delete\', OLD."id", OLD."reason", OLD."stance_id", OLD."state", OLD."verdict"); RETURN NULL;', hash='a6a07c55b30b95ab6ed08177fd28669b108e9b6a', operation='DELETE', pgid='pgtrigger_delete_delete_3bfc8', table='coalition_suggestion', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='suggestionevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='3e17fb2ba456bee5d97ee8aaa6bbe311ac488d7f', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_05f4a', table='coalition_suggestionevent', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='waiting',
            index=models.Index(fields=['place', 'stance'], name='waiting_place'),
        ),
        migrations.AddIndex(
            model_name='waiting',
            index=models.Index(fields=['country', 'proposal', 'place', 'stance'], name='waiting_line'),
        ),
        migrations.AddIndex(
            model_name='waiting',
            index=models.Index(fields=['country', 'place', 'stance'], name='waiting_country'),
        ),
        migrations.AddIndex(
            model_name='waiting',
            index=models.Index(fields=['proposal', 'place', 'stance'], name='waiting_proposal'),
        ),
        migrations.AddIndex(
            model_name='waiting',
            index=models.Index(fields=['source', 'place', 'stance'], name='waiting_source'),
        ),
        migrations.AddIndex(
            model_name='waiting',
            index=models.Index(fields=['language', 'place', 'stance'], name='waiting_language'),
        ),
        migrations.AddIndex(
            model_name='waiting',
            index=models.Index(fields=['reader', 'place', 'stance'], name='waiting_reader'),
        ),
        migrations.AddIndex(
            model_name='waiting',
            index=models.Index(fields=['since'], name='waiting_since'),
        ),
        migrations.AddIndex(
            model_name='waiting',
            index=models.Index(condition=models.Q(('weighed', False)), fields=['country', 'proposal'], name='waiting_unweighed'),
        ),
        migrations.AddConstraint(
            model_name='waiting',
            constraint=models.CheckConstraint(condition=models.Q(('deed__in', ['accept', 'correct', 'reject', 'undo']), ('deed__isnull', True), _connector='OR'), name='waiting_deed_is_known'),
        ),
        migrations.AddConstraint(
            model_name='waiting',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('after', ''), ('before', ''), ('day__isnull', True), ('deed__isnull', True), ('today', False)), models.Q(('after__gt', ''), ('before__gt', ''), ('day__isnull', False), ('deed__isnull', False)), _connector='OR'), name='waiting_effect_is_whole'),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
