"""Feeds with a timetable, pages that are fetched and looked at again, and which entry led to which."""

import datetime
from importlib import import_module

import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

make_roles = import_module("coalition.migrations.0002_roles").make_roles


class Migration(migrations.Migration):

    dependencies = [
        ('coalition', '0006_vintages'),
    ]

    operations = [
        migrations.CreateModel(
            name='Offer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=64)),
                ('seen_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'ordering': ('-id',),
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='feed',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='feed',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='feed',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='page',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='page',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='page',
            name='delete_delete',
        ),
        migrations.RemoveConstraint(
            model_name='job',
            name='job_kind_is_known',
        ),
        migrations.RemoveConstraint(
            model_name='page',
            name='page_state_is_known',
        ),
        migrations.RemoveConstraint(
            model_name='page',
            name='fetched_page_has_its_bytes',
        ),
        migrations.RemoveField(
            model_name='feedevent',
            name='due_at',
        ),
        migrations.RemoveField(
            model_name='feedevent',
            name='last_error',
        ),
        migrations.RemoveField(
            model_name='feedevent',
            name='last_success_at',
        ),
        migrations.AddField(
            model_name='feed',
            name='body_sha256',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name='feed',
            name='etag',
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name='feed',
            name='expected_weekly',
            field=models.PositiveIntegerField(blank=True, help_text='Articles a week; empty: the mean of eight weeks.', null=True),
        ),
        migrations.AddField(
            model_name='feed',
            name='failures',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='feed',
            name='form',
            field=models.CharField(choices=[('syndication', 'syndication'), ('sitemap', 'sitemap'), ('gdelt', 'gdelt')], default='syndication', max_length=32),
        ),
        migrations.AddField(
            model_name='feed',
            name='gone_times',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='feed',
            name='interval',
            field=models.DurationField(default=datetime.timedelta(seconds=3600), help_text='Adapts to how often new links come.'),
        ),
        migrations.AddField(
            model_name='feed',
            name='language',
            field=models.CharField(blank=True, max_length=8),
        ),
        migrations.AddField(
            model_name='feed',
            name='last_modified',
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name='feed',
            name='last_new_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='feed',
            name='last_read_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='feed',
            name='leads_elsewhere',
            field=models.BooleanField(default=False, help_text="Its links may lead to other sites, as an aggregator's do."),
        ),
        migrations.AddField(
            model_name='feed',
            name='moved_times',
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='feed',
            name='moved_to',
            field=models.CharField(blank=True, max_length=2000),
        ),
        migrations.AddField(
            model_name='feed',
            name='notes',
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name='feed',
            name='sitemaps',
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name='feed',
            name='usual_entries',
            field=models.FloatField(default=0),
        ),
        migrations.AddField(
            model_name='feedevent',
            name='expected_weekly',
            field=models.PositiveIntegerField(blank=True, help_text='Articles a week; empty: the mean of eight weeks.', null=True),
        ),
        migrations.AddField(
            model_name='feedevent',
            name='form',
            field=models.CharField(choices=[('syndication', 'syndication'), ('sitemap', 'sitemap'), ('gdelt', 'gdelt')], default='syndication', max_length=32),
        ),
        migrations.AddField(
            model_name='feedevent',
            name='leads_elsewhere',
            field=models.BooleanField(default=False, help_text="Its links may lead to other sites, as an aggregator's do."),
        ),
        migrations.AddField(
            model_name='page',
            name='canonical',
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name='page',
            name='checked_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='page',
            name='checks',
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='page',
            name='etag',
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name='page',
            name='last_modified',
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name='page',
            name='missing_since',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='page',
            name='missing_times',
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='page',
            name='same_as',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='aliases', to='coalition.page'),
        ),
        migrations.AddField(
            model_name='page',
            name='tries',
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='pageevent',
            name='canonical',
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name='pageevent',
            name='missing_since',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='pageevent',
            name='missing_times',
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='pageevent',
            name='same_as',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='coalition.page'),
        ),
        migrations.AlterField(
            model_name='feed',
            name='due_at',
            field=models.DateTimeField(blank=True, help_text='Empty: at once.', null=True),
        ),
        migrations.AlterField(
            model_name='job',
            name='kind',
            field=models.CharField(choices=[('read-feed', 'read-feed'), ('fetch-page', 'fetch-page'), ('store-article', 'store-article'), ('read-stances', 'read-stances')], max_length=32),
        ),
        migrations.AlterField(
            model_name='page',
            name='state',
            field=models.CharField(choices=[('found', 'found'), ('fetched', 'fetched'), ('stored', 'stored'), ('unreadable', 'unreadable'), ('failed', 'failed'), ('gone', 'gone'), ('alias', 'alias')], default='found', max_length=32),
        ),
        migrations.AlterField(
            model_name='pageevent',
            name='state',
            field=models.CharField(choices=[('found', 'found'), ('fetched', 'fetched'), ('stored', 'stored'), ('unreadable', 'unreadable'), ('failed', 'failed'), ('gone', 'gone'), ('alias', 'alias')], default='found', max_length=32),
        ),
        migrations.AddIndex(
            model_name='feed',
            index=models.Index(condition=models.Q(('active', True)), fields=['due_at'], name='feed_due'),
        ),
        migrations.AddIndex(
            model_name='page',
            index=models.Index(fields=['canonical'], name='page_canonical'),
        ),
        migrations.AddIndex(
            model_name='page',
            index=models.Index(fields=['found_at'], name='page_found'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='feed',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "coalition_feedevent" ("active", "expected_weekly", "form", "id", "leads_elsewhere", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source_id", "url") VALUES (NEW."active", NEW."expected_weekly", NEW."form", NEW."id", NEW."leads_elsewhere", _pgh_attach_context(), coalition_history_instant(), \'insert\', NEW."id", NEW."source_id", NEW."url"); RETURN NULL;', hash='cbde8b44852261739c1ffc64beafa53fa3fde889', operation='INSERT', pgid='pgtrigger_insert_insert_45f49', table='coalition_feed', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='feed',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."active" IS DISTINCT FROM (NEW."active") OR OLD."expected_weekly" IS DISTINCT FROM (NEW."expected_weekly") OR OLD."form" IS DISTINCT FROM (NEW."form") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."leads_elsewhere" IS DISTINCT FROM (NEW."leads_elsewhere") OR OLD."source_id" IS DISTINCT FROM (NEW."source_id") OR OLD."url" IS DISTINCT FROM (NEW."url"))', func='INSERT INTO "coalition_feedevent" ("active", "expected_weekly", "form", "id", "leads_elsewhere", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source_id", "url") VALUES (NEW."active", NEW."expected_weekly", NEW."form", NEW."id", NEW."leads_elsewhere", _pgh_attach_context(), coalition_history_instant(), \'update\', NEW."id", NEW."source_id", NEW."url"); RETURN NULL;', hash='71d42068c3aa265ab4c7840104fe73473071726f', operation='UPDATE', pgid='pgtrigger_update_update_eb322', table='coalition_feed', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='feed',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "coalition_feedevent" ("active", "expected_weekly", "form", "id", "leads_elsewhere", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source_id", "url") VALUES (OLD."active", OLD."expected_weekly", OLD."form", OLD."id", OLD."leads_elsewhere", _pgh_attach_context(), coalition_history_instant(), \'delete\', OLD."id", OLD."source_id", OLD."url"); RETURN NULL;', hash='eb8a9b8e6904fb3aa5b175fa5c9831d3ef44e8e1', operation='DELETE', pgid='pgtrigger_delete_delete_4e37d', table='coalition_feed', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='page',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "coalition_pageevent" ("canonical", "content_type", "failure", "feed_id", "fetched_at", "file_name", "found_at", "given", "id", "missing_since", "missing_times", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "same_as_id", "sha256", "source_id", "state", "url") VALUES (NEW."canonical", NEW."content_type", NEW."failure", NEW."feed_id", NEW."fetched_at", NEW."file_name", NEW."found_at", NEW."given", NEW."id", NEW."missing_since", NEW."missing_times", _pgh_attach_context(), coalition_history_instant(), \'insert\', NEW."id", NEW."same_as_id", NEW."sha256", NEW."source_id", NEW."state", NEW."url"); RETURN NULL;', hash='408051b2136e99c5e6a0b4919d2fcc193ca2d761', operation='INSERT', pgid='pgtrigger_insert_insert_99d23', table='coalition_page', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='page',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."canonical" IS DISTINCT FROM (NEW."canonical") OR OLD."content_type" IS DISTINCT FROM (NEW."content_type") OR OLD."failure" IS DISTINCT FROM (NEW."failure") OR OLD."feed_id" IS DISTINCT FROM (NEW."feed_id") OR OLD."fetched_at" IS DISTINCT FROM (NEW."fetched_at") OR OLD."file_name" IS DISTINCT FROM (NEW."file_name") OR OLD."found_at" IS DISTINCT FROM (NEW."found_at") OR OLD."given" IS DISTINCT FROM (NEW."given") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."missing_since" IS DISTINCT FROM (NEW."missing_since") OR OLD."missing_times" IS DISTINCT FROM (NEW."missing_times") OR OLD."same_as_id" IS DISTINCT FROM (NEW."same_as_id") OR OLD."sha256" IS DISTINCT FROM (NEW."sha256") OR OLD."source_id" IS DISTINCT FROM (NEW."source_id") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."url" IS DISTINCT FROM (NEW."url"))', func='INSERT INTO "coalition_pageevent" ("canonical", "content_type", "failure", "feed_id", "fetched_at", "file_name", "found_at", "given", "id", "missing_since", "missing_times", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "same_as_id", "sha256", "source_id", "state", "url") VALUES (NEW."canonical", NEW."content_type", NEW."failure", NEW."feed_id", NEW."fetched_at", NEW."file_name", NEW."found_at", NEW."given", NEW."id", NEW."missing_since", NEW."missing_times", _pgh_attach_context(), coalition_history_instant(), \'update\', NEW."id", NEW."same_as_id", NEW."sha256", NEW."source_id", NEW."state", NEW."url"); RETURN NULL;', hash='e018c36c56f96ac0f88699ed24c7caf70b810102', operation='UPDATE', pgid='pgtrigger_update_update_1a34b', table='coalition_page', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='page',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "coalition_pageevent" ("canonical", "content_type", "failure", "feed_id", "fetched_at", "file_name", "found_at", "given", "id", "missing_since", "missing_times", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "same_as_id", "sha256", "source_id", "state", "url") VALUES (OLD."canonical", OLD."content_type", OLD."failure", OLD."feed_id", OLD."fetched_at", OLD."file_name", OLD."found_at", OLD."given", OLD."id", OLD."missing_since", OLD."missing_times", _pgh_attach_context(), coalition_history_instant(), \'delete\', OLD."id", OLD."same_as_id", OLD."sha256", OLD."source_id", OLD."state", OLD."url"); RETURN NULL;', hash='bf6a62cbdd675238a6e2ddf98c450561d6781fdc', operation='DELETE', pgid='pgtrigger_delete_delete_1138f', table='coalition_page', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='feed',
            constraint=models.CheckConstraint(condition=models.Q(('form__in', ['syndication', 'sitemap', 'gdelt']), ('form__isnull', True), _connector='OR'), name='feed_form_is_known'),
        ),
        migrations.AddConstraint(
            model_name='feed',
            constraint=models.CheckConstraint(condition=models.Q(('interval__gte', datetime.timedelta(seconds=300)), ('interval__lte', datetime.timedelta(days=7))), name='feed_is_read_every_minutes_to_days', violation_error_message='The interval lies between five minutes and seven days.'),
        ),
        migrations.AddConstraint(
            model_name='job',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['read-feed', 'fetch-page', 'store-article', 'read-stances']), ('kind__isnull', True), _connector='OR'), name='job_kind_is_known'),
        ),
        migrations.AddConstraint(
            model_name='page',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['found', 'fetched', 'stored', 'unreadable', 'failed', 'gone', 'alias']), ('state__isnull', True), _connector='OR'), name='page_state_is_known'),
        ),
        migrations.AddConstraint(
            model_name='page',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['found', 'failed', 'alias']), models.Q(('raw__isnull', False), ('sha256__gt', '')), _connector='OR'), name='fetched_page_has_its_bytes'),
        ),
        migrations.AddConstraint(
            model_name='page',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'alias'), _negated=True), ('same_as__isnull', False), _connector='OR'), name='alias_says_of_which_page'),
        ),
        migrations.AddConstraint(
            model_name='page',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'gone'), _negated=True), ('missing_since__isnull', False), _connector='OR'), name='gone_page_says_since_when'),
        ),
        migrations.AddField(
            model_name='offer',
            name='feed',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='offers', to='coalition.feed'),
        ),
        migrations.AddField(
            model_name='offer',
            name='page',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='offers', to='coalition.page'),
        ),
        migrations.AddConstraint(
            model_name='offer',
            constraint=models.UniqueConstraint(fields=('feed', 'key'), name='entry_of_a_feed_leads_to_one_page'),
        ),
        migrations.RunPython(make_roles, migrations.RunPython.noop),
    ]
