"""One instant for all changes of a transaction, what a lawful removal leaves, and sizes of countries."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


# The instant of a transaction's changes, taken at the first of them, is what history says of all of
# them. Before it is taken, a lock that holds its second (since 2020) tells everybody that changes of
# that second or later may still come; the lock ends when they are there for all to see.
# `coalition.vintages` reads these locks; 67 is their class, its HISTORY_LOCKS.
TAKE_INSTANT = """
CREATE FUNCTION coalition_history_instant() RETURNS timestamptz LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    taken text := current_setting('coalition.instant', true);
BEGIN
    IF taken IS NULL OR taken = '' THEN
        PERFORM pg_advisory_xact_lock_shared(
            67, floor(extract(epoch FROM clock_timestamp() - timestamptz '2020-01-01Z'))::integer
        );
        taken := clock_timestamp()::text;
        PERFORM set_config('coalition.instant', taken, true);
    END IF;
    RETURN taken::timestamptz;
END
$$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('coalition', '0005_hosts'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.RunSQL(TAKE_INSTANT, 'DROP FUNCTION coalition_history_instant()'),
        pgtrigger.migrations.RemoveTrigger(
            model_name='article',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='article',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='article',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='country',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='country',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='country',
            name='delete_delete',
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
            model_name='membership',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='membership',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='membership',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='office',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='office',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='office',
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
        pgtrigger.migrations.RemoveTrigger(
            model_name='proposal',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='proposal',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='proposal',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='proposaldefinition',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='proposaldefinition',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='proposaldefinition',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='source',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='source',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='source',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='stance',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='stance',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='stance',
            name='delete_delete',
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
        pgtrigger.migrations.RemoveTrigger(
            model_name='story',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='story',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='story',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='worldevent',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='worldevent',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='worldevent',
            name='delete_delete',
        ),
        migrations.AddField(
            model_name='article',
            name='removal_notice',
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name='article',
            name='removed_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='articleevent',
            name='removal_notice',
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name='articleevent',
            name='removed_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='country',
            name='forces',
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='country',
            name='forces_year',
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='country',
            name='population',
            field=models.PositiveBigIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='country',
            name='population_year',
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='countryevent',
            name='forces',
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='countryevent',
            name='forces_year',
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='countryevent',
            name='population',
            field=models.PositiveBigIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='countryevent',
            name='population_year',
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddIndex(
            model_name='stanceevent',
            index=models.Index(fields=['country', 'proposal', 'pgh_obj'], name='stance_line_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='article',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "coalition_articleevent" ("author", "id", "language", "page_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "precision", "published", "removal_notice", "removed_at", "sha256", "source_id", "stored_at", "story_id", "title", "version") VALUES (NEW."author", NEW."id", NEW."language", NEW."page_id", _pgh_attach_context(), coalition_history_instant(), \'insert\', NEW."id", NEW."precision", NEW."published", NEW."removal_notice", NEW."removed_at", NEW."sha256", NEW."source_id", NEW."stored_at", NEW."story_id", NEW."title", NEW."version"); RETURN NULL;', hash='5b20fc5f6baadc3ac6809d19d2900d92dd2d0ae9', operation='INSERT', pgid='pgtrigger_insert_insert_ff9ca', table='coalition_article', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='article',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."author" IS DISTINCT FROM (NEW."author") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."language" IS DISTINCT FROM (NEW."language") OR OLD."page_id" IS DISTINCT FROM (NEW."page_id") OR OLD."precision" IS DISTINCT FROM (NEW."precision") OR OLD."published" IS DISTINCT FROM (NEW."published") OR OLD."removal_notice" IS DISTINCT FROM (NEW."removal_notice") OR OLD."removed_at" IS DISTINCT FROM (NEW."removed_at") OR OLD."sha256" IS DISTINCT FROM (NEW."sha256") OR OLD."source_id" IS DISTINCT FROM (NEW."source_id") OR OLD."stored_at" IS DISTINCT FROM (NEW."stored_at") OR OLD."story_id" IS DISTINCT FROM (NEW."story_id") OR OLD."title" IS DISTINCT FROM (NEW."title") OR OLD."version" IS DISTINCT FROM (NEW."version"))', func='INSERT INTO "coalition_articleevent" ("author", "id", "language", "page_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "precision", "published", "removal_notice", "removed_at", "sha256", "source_id", "stored_at", "story_id", "title", "version") VALUES (NEW."author", NEW."id", NEW."language", NEW."page_id", _pgh_attach_context(), coalition_history_instant(), \'update\', NEW."id", NEW."precision", NEW."published", NEW."removal_notice", NEW."removed_at", NEW."sha256", NEW."source_id", NEW."stored_at", NEW."story_id", NEW."title", NEW."version"); RETURN NULL;', hash='a5d9ab3108c6d27e86b14bda5f6f89df62f5e4dc', operation='UPDATE', pgid='pgtrigger_update_update_62a92', table='coalition_article', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='article',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "coalition_articleevent" ("author", "id", "language", "page_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "precision", "published", "removal_notice", "removed_at", "sha256", "source_id", "stored_at", "story_id", "title", "version") VALUES (OLD."author", OLD."id", OLD."language", OLD."page_id", _pgh_attach_context(), coalition_history_instant(), \'delete\', OLD."id", OLD."precision", OLD."published", OLD."removal_notice", OLD."removed_at", OLD."sha256", OLD."source_id", OLD."stored_at", OLD."story_id", OLD."title", OLD."version"); RETURN NULL;', hash='f0e3958f3b5fb0ef532dcf88f12538d3682bb61f', operation='DELETE', pgid='pgtrigger_delete_delete_fd28d', table='coalition_article', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='country',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "coalition_countryevent" ("alpha3", "coalition_status", "code", "forces", "forces_year", "kind", "m49", "name_en", "name_it", "name_uk", "notes", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "population", "population_year", "region", "wikidata") VALUES (NEW."alpha3", NEW."coalition_status", NEW."code", NEW."forces", NEW."forces_year", NEW."kind", NEW."m49", NEW."name_en", NEW."name_it", NEW."name_uk", NEW."notes", _pgh_attach_context(), coalition_history_instant(), \'insert\', NEW."code", NEW."population", NEW."population_year", NEW."region", NEW."wikidata"); RETURN NULL;', hash='2b79aef238006e36e0498f4fe67611ef80c0cc04', operation='INSERT', pgid='pgtrigger_insert_insert_b566d', table='coalition_country', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='country',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "coalition_countryevent" ("alpha3", "coalition_status", "code", "forces", "forces_year", "kind", "m49", "name_en", "name_it", "name_uk", "notes", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "population", "population_year", "region", "wikidata") VALUES (NEW."alpha3", NEW."coalition_status", NEW."code", NEW."forces", NEW."forces_year", NEW."kind", NEW."m49", NEW."name_en", NEW."name_it", NEW."name_uk", NEW."notes", _pgh_attach_context(), coalition_history_instant(), \'update\', NEW."code", NEW."population", NEW."population_year", NEW."region", NEW."wikidata"); RETURN NULL;', hash='cc7db55c69690519e76fb93f187acabb088ba641', operation='UPDATE', pgid='pgtrigger_update_update_086ec', table='coalition_country', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='country',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "coalition_countryevent" ("alpha3", "coalition_status", "code", "forces", "forces_year", "kind", "m49", "name_en", "name_it", "name_uk", "notes", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "population", "population_year", "region", "wikidata") VALUES (OLD."alpha3", OLD."coalition_status", OLD."code", OLD."forces", OLD."forces_year", OLD."kind", OLD."m49", OLD."name_en", OLD."name_it", OLD."name_uk", OLD."notes", _pgh_attach_context(), coalition_history_instant(), \'delete\', OLD."code", OLD."population", OLD."population_year", OLD."region", OLD."wikidata"); RETURN NULL;', hash='a7098d94e943404b45724f832984ec12f3875886', operation='DELETE', pgid='pgtrigger_delete_delete_a72f6', table='coalition_country', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='feed',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "coalition_feedevent" ("active", "due_at", "id", "last_error", "last_success_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source_id", "url") VALUES (NEW."active", NEW."due_at", NEW."id", NEW."last_error", NEW."last_success_at", _pgh_attach_context(), coalition_history_instant(), \'insert\', NEW."id", NEW."source_id", NEW."url"); RETURN NULL;', hash='8f6ab9bdbbc0da48704f703abefc2894c2b6e958', operation='INSERT', pgid='pgtrigger_insert_insert_45f49', table='coalition_feed', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='feed',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "coalition_feedevent" ("active", "due_at", "id", "last_error", "last_success_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source_id", "url") VALUES (NEW."active", NEW."due_at", NEW."id", NEW."last_error", NEW."last_success_at", _pgh_attach_context(), coalition_history_instant(), \'update\', NEW."id", NEW."source_id", NEW."url"); RETURN NULL;', hash='c53e35618f098e1ce49a4fe8aee0c90266374dca', operation='UPDATE', pgid='pgtrigger_update_update_eb322', table='coalition_feed', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='feed',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "coalition_feedevent" ("active", "due_at", "id", "last_error", "last_success_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source_id", "url") VALUES (OLD."active", OLD."due_at", OLD."id", OLD."last_error", OLD."last_success_at", _pgh_attach_context(), coalition_history_instant(), \'delete\', OLD."id", OLD."source_id", OLD."url"); RETURN NULL;', hash='c51452341759a56ca61667b0b5d40790e1bbdcd4', operation='DELETE', pgid='pgtrigger_delete_delete_4e37d', table='coalition_feed', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='membership',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "coalition_membershipevent" ("country_id", "group", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "since", "until") VALUES (NEW."country_id", NEW."group", NEW."id", _pgh_attach_context(), coalition_history_instant(), \'insert\', NEW."id", NEW."since", NEW."until"); RETURN NULL;', hash='fa32df35d764e83921e53e767b650c8bce9faa29', operation='INSERT', pgid='pgtrigger_insert_insert_25df7', table='coalition_membership', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='membership',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "coalition_membershipevent" ("country_id", "group", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "since", "until") VALUES (NEW."country_id", NEW."group", NEW."id", _pgh_attach_context(), coalition_history_instant(), \'update\', NEW."id", NEW."since", NEW."until"); RETURN NULL;', hash='d4f0b30cea3dcdc867e340c26d4783f7e70e3ece', operation='UPDATE', pgid='pgtrigger_update_update_4afde', table='coalition_membership', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='membership',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "coalition_membershipevent" ("country_id", "group", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "since", "until") VALUES (OLD."country_id", OLD."group", OLD."id", _pgh_attach_context(), coalition_history_instant(), \'delete\', OLD."id", OLD."since", OLD."until"); RETURN NULL;', hash='bcf3ab05a7a4320e1b5538e5076ecac722ad1bbc', operation='DELETE', pgid='pgtrigger_delete_delete_b402b', table='coalition_membership', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='office',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "coalition_officeevent" ("aliases", "country_id", "id", "person", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "since", "title", "until", "verified") VALUES (NEW."aliases", NEW."country_id", NEW."id", NEW."person", _pgh_attach_context(), coalition_history_instant(), \'insert\', NEW."id", NEW."role", NEW."since", NEW."title", NEW."until", NEW."verified"); RETURN NULL;', hash='afcb84652192ae52c3d4ff455f0cb4ac8666aa76', operation='INSERT', pgid='pgtrigger_insert_insert_d1b7a', table='coalition_office', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='office',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "coalition_officeevent" ("aliases", "country_id", "id", "person", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "since", "title", "until", "verified") VALUES (NEW."aliases", NEW."country_id", NEW."id", NEW."person", _pgh_attach_context(), coalition_history_instant(), \'update\', NEW."id", NEW."role", NEW."since", NEW."title", NEW."until", NEW."verified"); RETURN NULL;', hash='67c01df2172a96cb80a65ff1c141f7dd6e3ccca4', operation='UPDATE', pgid='pgtrigger_update_update_6089a', table='coalition_office', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='office',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "coalition_officeevent" ("aliases", "country_id", "id", "person", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "since", "title", "until", "verified") VALUES (OLD."aliases", OLD."country_id", OLD."id", OLD."person", _pgh_attach_context(), coalition_history_instant(), \'delete\', OLD."id", OLD."role", OLD."since", OLD."title", OLD."until", OLD."verified"); RETURN NULL;', hash='a0b89c0813b7341ee7e0acff4b0ef778a0c7c9e6', operation='DELETE', pgid='pgtrigger_delete_delete_9cb86', table='coalition_office', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='page',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "coalition_pageevent" ("content_type", "failure", "feed_id", "fetched_at", "file_name", "found_at", "given", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sha256", "source_id", "state", "url") VALUES (NEW."content_type", NEW."failure", NEW."feed_id", NEW."fetched_at", NEW."file_name", NEW."found_at", NEW."given", NEW."id", _pgh_attach_context(), coalition_history_instant(), \'insert\', NEW."id", NEW."sha256", NEW."source_id", NEW."state", NEW."url"); RETURN NULL;', hash='0ecafb4091397ff4f75d93bf5465a75b4027ad6f', operation='INSERT', pgid='pgtrigger_insert_insert_99d23', table='coalition_page', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='page',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."content_type" IS DISTINCT FROM (NEW."content_type") OR OLD."failure" IS DISTINCT FROM (NEW."failure") OR OLD."feed_id" IS DISTINCT FROM (NEW."feed_id") OR OLD."fetched_at" IS DISTINCT FROM (NEW."fetched_at") OR OLD."file_name" IS DISTINCT FROM (NEW."file_name") OR OLD."found_at" IS DISTINCT FROM (NEW."found_at") OR OLD."given" IS DISTINCT FROM (NEW."given") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."sha256" IS DISTINCT FROM (NEW."sha256") OR OLD."source_id" IS DISTINCT FROM (NEW."source_id") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."url" IS DISTINCT FROM (NEW."url"))', func='INSERT INTO "coalition_pageevent" ("content_type", "failure", "feed_id", "fetched_at", "file_name", "found_at", "given", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sha256", "source_id", "state", "url") VALUES (NEW."content_type", NEW."failure", NEW."feed_id", NEW."fetched_at", NEW."file_name", NEW."found_at", NEW."given", NEW."id", _pgh_attach_context(), coalition_history_instant(), \'update\', NEW."id", NEW."sha256", NEW."source_id", NEW."state", NEW."url"); RETURN NULL;', hash='090447b09bd13cdac6aab16b4c0844e2f76b921e', operation='UPDATE', pgid='pgtrigger_update_update_1a34b', table='coalition_page', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='page',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "coalition_pageevent" ("content_type", "failure", "feed_id", "fetched_at", "file_name", "found_at", "given", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sha256", "source_id", "state", "url") VALUES (OLD."content_type", OLD."failure", OLD."feed_id", OLD."fetched_at", OLD."file_name", OLD."found_at", OLD."given", OLD."id", _pgh_attach_context(), coalition_history_instant(), \'delete\', OLD."id", OLD."sha256", OLD."source_id", OLD."state", OLD."url"); RETURN NULL;', hash='67a6b40560724c5d780aafb783af6f2a0ab6d5a3', operation='DELETE', pgid='pgtrigger_delete_delete_1138f', table='coalition_page', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='pin',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "coalition_pinevent" ("active", "country_id", "created_at", "editor_id", "first", "id", "last", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "proposal_id", "reason") VALUES (NEW."active", NEW."country_id", NEW."created_at", NEW."editor_id", NEW."first", NEW."id", NEW."last", _pgh_attach_context(), coalition_history_instant(), \'insert\', NEW."id", NEW."position", NEW."proposal_id", NEW."reason"); RETURN NULL;', hash='0eb49253fc2c56344f43ab90fcf66453a9675da2', operation='INSERT', pgid='pgtrigger_insert_insert_2cc9a', table='coalition_pin', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='pin',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "coalition_pinevent" ("active", "country_id", "created_at", "editor_id", "first", "id", "last", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "proposal_id", "reason") VALUES (NEW."active", NEW."country_id", NEW."created_at", NEW."editor_id", NEW."first", NEW."id", NEW."last", _pgh_attach_context(), coalition_history_instant(), \'update\', NEW."id", NEW."position", NEW."proposal_id", NEW."reason"); RETURN NULL;', hash='9c0e27be5b0cab4967b72535f1458fc76f70c6de', operation='UPDATE', pgid='pgtrigger_update_update_cd37e', table='coalition_pin', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='pin',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "coalition_pinevent" ("active", "country_id", "created_at", "editor_id", "first", "id", "last", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "proposal_id", "reason") VALUES (OLD."active", OLD."country_id", OLD."created_at", OLD."editor_id", OLD."first", OLD."id", OLD."last", _pgh_attach_context(), coalition_history_instant(), \'delete\', OLD."id", OLD."position", OLD."proposal_id", OLD."reason"); RETURN NULL;', hash='8a25784b0ad5521baafeccfb6ecab2f8d67b7bb0', operation='DELETE', pgid='pgtrigger_delete_delete_53da2', table='coalition_pin', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='proposal',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "coalition_proposalevent" ("first_raised", "group", "horizon_days", "horizon_reason", "name_en", "name_it", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug", "split_from_id", "superseded_by_id") VALUES (NEW."first_raised", NEW."group", NEW."horizon_days", NEW."horizon_reason", NEW."name_en", NEW."name_it", NEW."order", _pgh_attach_context(), coalition_history_instant(), \'insert\', NEW."slug", NEW."slug", NEW."split_from_id", NEW."superseded_by_id"); RETURN NULL;', hash='64ca05802cf21feef8f28e7dad4b88952debd5d7', operation='INSERT', pgid='pgtrigger_insert_insert_7a60e', table='coalition_proposal', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='proposal',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "coalition_proposalevent" ("first_raised", "group", "horizon_days", "horizon_reason", "name_en", "name_it", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug", "split_from_id", "superseded_by_id") VALUES (NEW."first_raised", NEW."group", NEW."horizon_days", NEW."horizon_reason", NEW."name_en", NEW."name_it", NEW."order", _pgh_attach_context(), coalition_history_instant(), \'update\', NEW."slug", NEW."slug", NEW."split_from_id", NEW."superseded_by_id"); RETURN NULL;', hash='35ad41caeb991cd9c7c7c5bf89d89765bf070585', operation='UPDATE', pgid='pgtrigger_update_update_c8924', table='coalition_proposal', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='proposal',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "coalition_proposalevent" ("first_raised", "group", "horizon_days", "horizon_reason", "name_en", "name_it", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug", "split_from_id", "superseded_by_id") VALUES (OLD."first_raised", OLD."group", OLD."horizon_days", OLD."horizon_reason", OLD."name_en", OLD."name_it", OLD."order", _pgh_attach_context(), coalition_history_instant(), \'delete\', OLD."slug", OLD."slug", OLD."split_from_id", OLD."superseded_by_id"); RETURN NULL;', hash='5a5c194da183ef900ff6950648aee241db68aa14', operation='DELETE', pgid='pgtrigger_delete_delete_972ea', table='coalition_proposal', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='proposaldefinition',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "coalition_proposaldefinitionevent" ("id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposal_id", "since", "text_en", "text_it", "version") VALUES (NEW."id", NEW."note", _pgh_attach_context(), coalition_history_instant(), \'insert\', NEW."id", NEW."proposal_id", NEW."since", NEW."text_en", NEW."text_it", NEW."version"); RETURN NULL;', hash='4d83c6c5f86a1174a2972873f199f6a6f973549f', operation='INSERT', pgid='pgtrigger_insert_insert_94c94', table='coalition_proposaldefinition', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='proposaldefinition',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "coalition_proposaldefinitionevent" ("id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposal_id", "since", "text_en", "text_it", "version") VALUES (NEW."id", NEW."note", _pgh_attach_context(), coalition_history_instant(), \'update\', NEW."id", NEW."proposal_id", NEW."since", NEW."text_en", NEW."text_it", NEW."version"); RETURN NULL;', hash='ab866ae3d34f2548bc5fc541b6911c0624e36438', operation='UPDATE', pgid='pgtrigger_update_update_63cc7', table='coalition_proposaldefinition', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='proposaldefinition',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "coalition_proposaldefinitionevent" ("id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposal_id", "since", "text_en", "text_it", "version") VALUES (OLD."id", OLD."note", _pgh_attach_context(), coalition_history_instant(), \'delete\', OLD."id", OLD."proposal_id", OLD."since", OLD."text_en", OLD."text_it", OLD."version"); RETURN NULL;', hash='a8567752af25097ecdd5cd8aabd4a41459c7851e', operation='DELETE', pgid='pgtrigger_delete_delete_7377c', table='coalition_proposaldefinition', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='source',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "coalition_sourceevent" ("country", "domain", "language", "licence", "name", "note", "open_text", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "tier") VALUES (NEW."country", NEW."domain", NEW."language", NEW."licence", NEW."name", NEW."note", NEW."open_text", _pgh_attach_context(), coalition_history_instant(), \'insert\', NEW."domain", NEW."tier"); RETURN NULL;', hash='6b64e34da3af12ef0f2430d87915917bf30d12f0', operation='INSERT', pgid='pgtrigger_insert_insert_043c9', table='coalition_source', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='source',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "coalition_sourceevent" ("country", "domain", "language", "licence", "name", "note", "open_text", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "tier") VALUES (NEW."country", NEW."domain", NEW."language", NEW."licence", NEW."name", NEW."note", NEW."open_text", _pgh_attach_context(), coalition_history_instant(), \'update\', NEW."domain", NEW."tier"); RETURN NULL;', hash='6a65afe71e639736de8fe7dabff4955eb063a167', operation='UPDATE', pgid='pgtrigger_update_update_8bd47', table='coalition_source', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='source',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "coalition_sourceevent" ("country", "domain", "language", "licence", "name", "note", "open_text", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "tier") VALUES (OLD."country", OLD."domain", OLD."language", OLD."licence", OLD."name", OLD."note", OLD."open_text", _pgh_attach_context(), coalition_history_instant(), \'delete\', OLD."domain", OLD."tier"); RETURN NULL;', hash='0a78bd36d0eedb88c3a90e5c72070897889e91d4', operation='DELETE', pgid='pgtrigger_delete_delete_68442', table='coalition_source', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='stance',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "coalition_stanceevent" ("article_id", "attribution", "claim_key", "confidence", "country_id", "created_at", "edition", "extracted", "first_day", "id", "kind", "language", "outlet", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "precision", "proposal_id", "quantity_flag", "quantity_high", "quantity_low", "quantity_raw", "quantity_scope", "quantity_unit", "quote", "quote_end", "quote_start", "reader", "reader_version", "reported_by", "review_state", "source_id", "speaker", "summary", "time", "url", "voice", "withdrawn") VALUES (NEW."article_id", NEW."attribution", NEW."claim_key", NEW."confidence", NEW."country_id", NEW."created_at", NEW."edition", NEW."extracted", NEW."first_day", NEW."id", NEW."kind", NEW."language", NEW."outlet", _pgh_attach_context(), coalition_history_instant(), \'insert\', NEW."id", NEW."position", NEW."precision", NEW."proposal_id", NEW."quantity_flag", NEW."quantity_high", NEW."quantity_low", NEW."quantity_raw", NEW."quantity_scope", NEW."quantity_unit", NEW."quote", NEW."quote_end", NEW."quote_start", NEW."reader", NEW."reader_version", NEW."reported_by", NEW."review_state", NEW."source_id", NEW."speaker", NEW."summary", NEW."time", NEW."url", NEW."voice", NEW."withdrawn"); RETURN NULL;', hash='ce844d6d7c842e216006bdfda8abf284a16445c0', operation='INSERT', pgid='pgtrigger_insert_insert_dbbc4', table='coalition_stance', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='stance',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "coalition_stanceevent" ("article_id", "attribution", "claim_key", "confidence", "country_id", "created_at", "edition", "extracted", "first_day", "id", "kind", "language", "outlet", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "precision", "proposal_id", "quantity_flag", "quantity_high", "quantity_low", "quantity_raw", "quantity_scope", "quantity_unit", "quote", "quote_end", "quote_start", "reader", "reader_version", "reported_by", "review_state", "source_id", "speaker", "summary", "time", "url", "voice", "withdrawn") VALUES (NEW."article_id", NEW."attribution", NEW."claim_key", NEW."confidence", NEW."country_id", NEW."created_at", NEW."edition", NEW."extracted", NEW."first_day", NEW."id", NEW."kind", NEW."language", NEW."outlet", _pgh_attach_context(), coalition_history_instant(), \'update\', NEW."id", NEW."position", NEW."precision", NEW."proposal_id", NEW."quantity_flag", NEW."quantity_high", NEW."quantity_low", NEW."quantity_raw", NEW."quantity_scope", NEW."quantity_unit", NEW."quote", NEW."quote_end", NEW."quote_start", NEW."reader", NEW."reader_version", NEW."reported_by", NEW."review_state", NEW."source_id", NEW."speaker", NEW."summary", NEW."time", NEW."url", NEW."voice", NEW."withdrawn"); RETURN NULL;', hash='4040011770455608b50db6fc27c27ee00d475446', operation='UPDATE', pgid='pgtrigger_update_update_86625', table='coalition_stance', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='stance',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "coalition_stanceevent" ("article_id", "attribution", "claim_key", "confidence", "country_id", "created_at", "edition", "extracted", "first_day", "id", "kind", "language", "outlet", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "precision", "proposal_id", "quantity_flag", "quantity_high", "quantity_low", "quantity_raw", "quantity_scope", "quantity_unit", "quote", "quote_end", "quote_start", "reader", "reader_version", "reported_by", "review_state", "source_id", "speaker", "summary", "time", "url", "voice", "withdrawn") VALUES (OLD."article_id", OLD."attribution", OLD."claim_key", OLD."confidence", OLD."country_id", OLD."created_at", OLD."edition", OLD."extracted", OLD."first_day", OLD."id", OLD."kind", OLD."language", OLD."outlet", _pgh_attach_context(), coalition_history_instant(), \'delete\', OLD."id", OLD."position", OLD."precision", OLD."proposal_id", OLD."quantity_flag", OLD."quantity_high", OLD."quantity_low", OLD."quantity_raw", OLD."quantity_scope", OLD."quantity_unit", OLD."quote", OLD."quote_end", OLD."quote_start", OLD."reader", OLD."reader_version", OLD."reported_by", OLD."review_state", OLD."source_id", OLD."speaker", OLD."summary", OLD."time", OLD."url", OLD."voice", OLD."withdrawn"); RETURN NULL;', hash='2a640f2dacb587cc4dcab49fccad8fd58d1a2491', operation='DELETE', pgid='pgtrigger_delete_delete_495c1', table='coalition_stance', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='stancecondition',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "coalition_stanceconditionevent" ("id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "stance_id", "words") VALUES (NEW."id", NEW."kind", _pgh_attach_context(), coalition_history_instant(), \'insert\', NEW."id", NEW."stance_id", NEW."words"); RETURN NULL;', hash='919bc6ab29521ab3ce16679c98ad6d1489931f6e', operation='INSERT', pgid='pgtrigger_insert_insert_7d240', table='coalition_stancecondition', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='stancecondition',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "coalition_stanceconditionevent" ("id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "stance_id", "words") VALUES (NEW."id", NEW."kind", _pgh_attach_context(), coalition_history_instant(), \'update\', NEW."id", NEW."stance_id", NEW."words"); RETURN NULL;', hash='85825894c59a35de5b7ea388e65b472c2662ca21', operation='UPDATE', pgid='pgtrigger_update_update_4b99c', table='coalition_stancecondition', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='stancecondition',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "coalition_stanceconditionevent" ("id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "stance_id", "words") VALUES (OLD."id", OLD."kind", _pgh_attach_context(), coalition_history_instant(), \'delete\', OLD."id", OLD."stance_id", OLD."words"); RETURN NULL;', hash='d9070ca0e514951880dd9b6a379030f867690f4b', operation='DELETE', pgid='pgtrigger_delete_delete_76068', table='coalition_stancecondition', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='story',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "coalition_storyevent" ("fingerprint", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."fingerprint", NEW."id", _pgh_attach_context(), coalition_history_instant(), \'insert\', NEW."id"); RETURN NULL;', hash='fba8bebb238ef8f44cab19de4998d28c4e3dd9eb', operation='INSERT', pgid='pgtrigger_insert_insert_b7b1f', table='coalition_story', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='story',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "coalition_storyevent" ("fingerprint", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."fingerprint", NEW."id", _pgh_attach_context(), coalition_history_instant(), \'update\', NEW."id"); RETURN NULL;', hash='a26b9c3f4584a525afc4a4919a5f39619677bdd9', operation='UPDATE', pgid='pgtrigger_update_update_48242', table='coalition_story', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='story',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "coalition_storyevent" ("fingerprint", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."fingerprint", OLD."id", _pgh_attach_context(), coalition_history_instant(), \'delete\', OLD."id"); RETURN NULL;', hash='1986947978e0cc9b4e7fc4e88edb4c02dcbff940', operation='DELETE', pgid='pgtrigger_delete_delete_41569', table='coalition_story', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='worldevent',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "coalition_worldeventevent" ("day", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "title_en", "title_it", "url") VALUES (NEW."day", NEW."id", NEW."kind", _pgh_attach_context(), coalition_history_instant(), \'insert\', NEW."id", NEW."title_en", NEW."title_it", NEW."url"); RETURN NULL;', hash='cc26142f09b9315ffe334cf0f1f46b70551092cf', operation='INSERT', pgid='pgtrigger_insert_insert_26db1', table='coalition_worldevent', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='worldevent',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "coalition_worldeventevent" ("day", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "title_en", "title_it", "url") VALUES (NEW."day", NEW."id", NEW."kind", _pgh_attach_context(), coalition_history_instant(), \'update\', NEW."id", NEW."title_en", NEW."title_it", NEW."url"); RETURN NULL;', hash='b31f6a27f479d3ddc2594ba50375c0dad0d77ad6', operation='UPDATE', pgid='pgtrigger_update_update_61a6e', table='coalition_worldevent', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='worldevent',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "coalition_worldeventevent" ("day", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "title_en", "title_it", "url") VALUES (OLD."day", OLD."id", OLD."kind", _pgh_attach_context(), coalition_history_instant(), \'delete\', OLD."id", OLD."title_en", OLD."title_it", OLD."url"); RETURN NULL;', hash='2e171ce436a37e47736969cd7787afde897caf03', operation='DELETE', pgid='pgtrigger_delete_delete_20e69', table='coalition_worldevent', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='article',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('removal_notice', ''), ('removed_at__isnull', True)), models.Q(('removal_notice__gt', ''), ('removed_at__isnull', False)), _connector='OR'), name='removed_text_has_a_dated_notice'),
        ),
    ]
