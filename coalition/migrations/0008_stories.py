"""Near copies in the database: bands of leads, likenesses, origins, and what editors did to stories."""

from importlib import import_module

import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from coalition.extraction.stories import bands

make_roles = import_module("coalition.migrations.0002_roles").make_roles


def name_leads(apps, schema_editor):
    """Gives each story that is there already its first article as lead, with the bands of its text."""
    Article, Band = (apps.get_model("coalition", name) for name in ("Article", "Band"))
    leads = Article.objects.order_by("story_id", "id").distinct("story_id")
    for key, text in leads.values_list("pk", "text").iterator():
        Band.objects.bulk_create(Band(article_id=key, value=value) for value in bands(text))


class Migration(migrations.Migration):

    dependencies = [
        ('coalition', '0007_feeds_at_work'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Band',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('value', models.BigIntegerField()),
            ],
            options={
                'ordering': ('id',),
            },
        ),
        migrations.CreateModel(
            name='Likeness',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('similarity', models.FloatField()),
            ],
            options={
                'verbose_name_plural': 'likenesses',
                'ordering': ('-similarity', 'id'),
            },
        ),
        migrations.CreateModel(
            name='StoryReview',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('verdict', models.CharField(choices=[('split', 'split'), ('merge', 'merge'), ('undo', 'undo')], max_length=32)),
                ('reason', models.TextField()),
                ('stories', models.JSONField()),
                ('moved', models.JSONField()),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'ordering': ('-id',),
            },
        ),
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
        migrations.AddField(
            model_name='article',
            name='wire',
            field=models.CharField(blank=True, db_default='', max_length=253),
        ),
        migrations.AddField(
            model_name='articleevent',
            name='wire',
            field=models.CharField(blank=True, db_default='', max_length=253),
        ),
        migrations.AddField(
            model_name='story',
            name='merged_into',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='coalition.story'),
        ),
        migrations.AddField(
            model_name='story',
            name='origin',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='originated', to='coalition.source'),
        ),
        migrations.AddField(
            model_name='story',
            name='origin_reason',
            field=models.CharField(blank=True, choices=[('named-wire', 'named-wire'), ('first-outlet', 'first-outlet')], max_length=32, null=True),
        ),
        migrations.AddField(
            model_name='story',
            name='shared_origin',
            field=models.CharField(blank=True, db_default='', max_length=280),
        ),
        migrations.AddField(
            model_name='storyevent',
            name='merged_into',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='coalition.story'),
        ),
        migrations.AddField(
            model_name='storyevent',
            name='origin',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='coalition.source'),
        ),
        migrations.AddField(
            model_name='storyevent',
            name='origin_reason',
            field=models.CharField(blank=True, choices=[('named-wire', 'named-wire'), ('first-outlet', 'first-outlet')], max_length=32, null=True),
        ),
        migrations.AddField(
            model_name='storyevent',
            name='shared_origin',
            field=models.CharField(blank=True, db_default='', max_length=280),
        ),
        migrations.AlterField(
            model_name='story',
            name='fingerprint',
            field=models.CharField(max_length=64, null=True, unique=True),
        ),
        migrations.AlterField(
            model_name='storyevent',
            name='fingerprint',
            field=models.CharField(max_length=64, null=True),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='article',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "coalition_articleevent" ("author", "id", "language", "page_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "precision", "published", "removal_notice", "removed_at", "sha256", "source_id", "stored_at", "story_id", "title", "version", "wire") VALUES (NEW."author", NEW."id", NEW."language", NEW."page_id", _pgh_attach_context(), coalition_history_instant(), \'insert\', NEW."id", NEW."precision", NEW."published", NEW."removal_notice", NEW."removed_at", NEW."sha256", NEW."source_id", NEW."stored_at", NEW."story_id", NEW."title", NEW."version", NEW."wire"); RETURN NULL;', hash='9ac5baa2a0b98608adbcb30c05460372eec1a120', operation='INSERT', pgid='pgtrigger_insert_insert_ff9ca', table='coalition_article', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='article',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."author" IS DISTINCT FROM (NEW."author") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."language" IS DISTINCT FROM (NEW."language") OR OLD."page_id" IS DISTINCT FROM (NEW."page_id") OR OLD."precision" IS DISTINCT FROM (NEW."precision") OR OLD."published" IS DISTINCT FROM (NEW."published") OR OLD."removal_notice" IS DISTINCT FROM (NEW."removal_notice") OR OLD."removed_at" IS DISTINCT FROM (NEW."removed_at") OR OLD."sha256" IS DISTINCT FROM (NEW."sha256") OR OLD."source_id" IS DISTINCT FROM (NEW."source_id") OR OLD."stored_at" IS DISTINCT FROM (NEW."stored_at") OR OLD."story_id" IS DISTINCT FROM (NEW."story_id") OR OLD."title" IS DISTINCT FROM (NEW."title") OR OLD."version" IS DISTINCT FROM (NEW."version") OR OLD."wire" IS DISTINCT FROM (NEW."wire"))', func='INSERT INTO "coalition_articleevent" ("author", "id", "language", "page_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "precision", "published", "removal_notice", "removed_at", "sha256", "source_id", "stored_at", "story_id", "title", "version", "wire") VALUES (NEW."author", NEW."id", NEW."language", NEW."page_id", _pgh_attach_context(), coalition_history_instant(), \'update\', NEW."id", NEW."precision", NEW."published", NEW."removal_notice", NEW."removed_at", NEW."sha256", NEW."source_id", NEW."stored_at", NEW."story_id", NEW."title", NEW."version", NEW."wire"); RETURN NULL;', hash='5cb44c296892f0c8db78482937591a5ba2ed4900', operation='UPDATE', pgid='pgtrigger_update_update_62a92', table='coalition_article', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='article',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "coalition_articleevent" ("author", "id", "language", "page_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "precision", "published", "removal_notice", "removed_at", "sha256", "source_id", "stored_at", "story_id", "title", "version", "wire") VALUES (OLD."author", OLD."id", OLD."language", OLD."page_id", _pgh_attach_context(), coalition_history_instant(), \'delete\', OLD."id", OLD."precision", OLD."published", OLD."removal_notice", OLD."removed_at", OLD."sha256", OLD."source_id", OLD."stored_at", OLD."story_id", OLD."title", OLD."version", OLD."wire"); RETURN NULL;', hash='593c20820e685c28086d87a1a67b85fbc1ed7aee', operation='DELETE', pgid='pgtrigger_delete_delete_fd28d', table='coalition_article', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='story',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "coalition_storyevent" ("fingerprint", "id", "merged_into_id", "origin_id", "origin_reason", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "shared_origin") VALUES (NEW."fingerprint", NEW."id", NEW."merged_into_id", NEW."origin_id", NEW."origin_reason", _pgh_attach_context(), coalition_history_instant(), \'insert\', NEW."id", NEW."shared_origin"); RETURN NULL;', hash='cea33d5334535cf65eacf0f658faf4ef307346e8', operation='INSERT', pgid='pgtrigger_insert_insert_b7b1f', table='coalition_story', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='story',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "coalition_storyevent" ("fingerprint", "id", "merged_into_id", "origin_id", "origin_reason", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "shared_origin") VALUES (NEW."fingerprint", NEW."id", NEW."merged_into_id", NEW."origin_id", NEW."origin_reason", _pgh_attach_context(), coalition_history_instant(), \'update\', NEW."id", NEW."shared_origin"); RETURN NULL;', hash='c7a66b2c43902d51cd615696e2e91d49065c60aa', operation='UPDATE', pgid='pgtrigger_update_update_48242', table='coalition_story', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='story',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "coalition_storyevent" ("fingerprint", "id", "merged_into_id", "origin_id", "origin_reason", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "shared_origin") VALUES (OLD."fingerprint", OLD."id", OLD."merged_into_id", OLD."origin_id", OLD."origin_reason", _pgh_attach_context(), coalition_history_instant(), \'delete\', OLD."id", OLD."shared_origin"); RETURN NULL;', hash='4f222eed5214e03bc9c6f8a1d76a6ced99e61ed1', operation='DELETE', pgid='pgtrigger_delete_delete_41569', table='coalition_story', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='story',
            constraint=models.CheckConstraint(condition=models.Q(('origin_reason__in', ['named-wire', 'first-outlet']), ('origin_reason__isnull', True), _connector='OR'), name='story_origin_reason_is_known'),
        ),
        migrations.AddConstraint(
            model_name='story',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('origin__isnull', True), ('origin_reason__isnull', True)), models.Q(('origin__isnull', False), ('origin_reason__isnull', False)), _connector='OR'), name='story_origin_comes_with_its_reason'),
        ),
        migrations.AddConstraint(
            model_name='story',
            constraint=models.CheckConstraint(condition=models.Q(('shared_origin', ''), ('origin_reason', 'named-wire'), _connector='OR'), name='only_a_wire_is_shared_by_stories'),
        ),
        migrations.AddConstraint(
            model_name='story',
            constraint=models.CheckConstraint(condition=models.Q(('merged_into__isnull', True), models.Q(('merged_into', models.F('pk')), _negated=True), _connector='OR'), name='story_is_not_merged_into_itself'),
        ),
        migrations.AddField(
            model_name='band',
            name='article',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='bands', to='coalition.article'),
        ),
        migrations.AddField(
            model_name='likeness',
            name='article',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='likenesses', to='coalition.article'),
        ),
        migrations.AddField(
            model_name='likeness',
            name='other',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='likenesses_of_later', to='coalition.article'),
        ),
        migrations.AddField(
            model_name='storyreview',
            name='editor',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='story_reviews', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='storyreview',
            name='undoes',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='undone_by', to='coalition.storyreview'),
        ),
        migrations.AddConstraint(
            model_name='band',
            constraint=models.UniqueConstraint(fields=('value', 'article'), name='article_has_a_band_once'),
        ),
        migrations.AddConstraint(
            model_name='likeness',
            constraint=models.UniqueConstraint(fields=('article', 'other'), name='likeness_is_noted_once'),
        ),
        migrations.AddConstraint(
            model_name='likeness',
            constraint=models.CheckConstraint(condition=models.Q(('similarity__gte', 0), ('similarity__lte', 1)), name='similarity_is_a_share'),
        ),
        migrations.AddConstraint(
            model_name='likeness',
            constraint=models.CheckConstraint(condition=models.Q(('article', models.F('other')), _negated=True), name='likeness_is_of_two_articles'),
        ),
        migrations.AddConstraint(
            model_name='storyreview',
            constraint=models.CheckConstraint(condition=models.Q(('verdict__in', ['split', 'merge', 'undo']), ('verdict__isnull', True), _connector='OR'), name='story_verdict_is_known'),
        ),
        migrations.AddConstraint(
            model_name='storyreview',
            constraint=models.CheckConstraint(condition=models.Q(('reason__gt', '')), name='story_review_has_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='storyreview',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('undoes__isnull', False), ('verdict', 'undo')), models.Q(models.Q(('verdict', 'undo'), _negated=True), ('undoes__isnull', True)), _connector='OR'), name='story_undo_names_what_it_undoes'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='storyreview',
            trigger=pgtrigger.compiler.Trigger(name='story_review_is_never_changed', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='2898d2844f39a790ec1f4bebe2ceb59e15b5e75c', operation='UPDATE OR DELETE', pgid='pgtrigger_story_review_is_never_changed_8bbc3', table='coalition_storyreview', when='BEFORE')),
        ),
        migrations.RunPython(name_leads, migrations.RunPython.noop),
        migrations.RunPython(make_roles, migrations.RunPython.noop),
    ]
