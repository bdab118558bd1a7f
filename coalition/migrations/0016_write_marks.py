"""A mark for each statement that writes what the public reads, so that kept replies are never stale;
reviews dated as history dates what they changed; and what changed since an instant by an index."""

from importlib import import_module

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.contrib.postgres.indexes import BrinIndex
from django.db import migrations, models

make_roles = import_module("coalition.migrations.0002_roles").make_roles

TRACKED = (
    "article", "country", "feed", "membership", "office", "page", "pin", "proposal",
    "proposaldefinition", "source", "stance", "stancecondition", "story", "worldevent",
)  # fmt: skip
# Whose history bears another name, or who have none: they are drawn from others, or only added to.
OTHERS = ("proposal_related", "position", "change", "review")

# A random number of 52 bits, which is what random() holds.
MARK_WRITE = """
CREATE FUNCTION coalition_mark_write() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO coalition_writemark (mark, past)
    VALUES (floor(random() * 4503599627370496)::bigint, TG_ARGV[0]::boolean);
    RETURN NULL;
END
$$;
"""
MARK_NOW = """
CREATE TRIGGER mark_write AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON coalition_{table}
FOR EACH STATEMENT EXECUTE FUNCTION coalition_mark_write('false');
"""
# History only grows, unless somebody is allowed to blank what it holds.
MARK_PAST = """
CREATE TRIGGER mark_write AFTER UPDATE OR DELETE OR TRUNCATE ON coalition_{table}event
FOR EACH STATEMENT EXECUTE FUNCTION coalition_mark_write('true');
"""
# One of each to begin with: without any there is no telling.
FIRST = """
INSERT INTO coalition_writemark (mark, past)
SELECT floor(random() * 4503599627370496)::bigint, past FROM (VALUES (false), (true)) AS kind (past);
"""
# The name that the constraint has in the model.
RENAME = """
ALTER TABLE coalition_proposal_related RENAME CONSTRAINT
    coalition_proposal_relat_from_proposal_id_to_prop_dcdc1016_uniq TO proposals_are_related_once
"""
# What stands of the relation was known as soon as both proposals were.
FIRST_RELATIONS = """
INSERT INTO coalition_proposalrelationevent
    (id, pgh_obj_id, from_proposal_id, to_proposal_id, pgh_label, pgh_created_at)
SELECT id, id, from_proposal_id, to_proposal_id, 'insert', (
    SELECT max(first) FROM (
        SELECT min(pgh_created_at) AS first FROM coalition_proposalevent
        WHERE pgh_obj_id IN (from_proposal_id, to_proposal_id) GROUP BY pgh_obj_id
    ) AS firsts
)
FROM coalition_proposal_related ORDER BY id
"""
CREATE = "".join([
    MARK_WRITE,
    *(MARK_NOW.format(table=table) for table in (*TRACKED, *OTHERS)),
    *(MARK_PAST.format(table=table) for table in (*TRACKED, "proposalrelation")),
    FIRST,
])


class Migration(migrations.Migration):

    dependencies = [
        ('coalition', '0015_declined'),
        ('auth', '0012_alter_user_first_name_max_length'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        # The table of the relation was Django's own; now it has history, which `as_of` reads.
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name='ProposalRelation',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('from_proposal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='coalition.proposal')),
                        ('to_proposal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='coalition.proposal')),
                    ],
                    options={
                        'db_table': 'coalition_proposal_related',
                    },
                ),
                migrations.AlterField(
                    model_name='proposal',
                    name='related',
                    field=models.ManyToManyField(blank=True, through='coalition.ProposalRelation', to='coalition.proposal'),
                ),
                migrations.AddConstraint(
                    model_name='proposalrelation',
                    constraint=models.UniqueConstraint(fields=('from_proposal', 'to_proposal'), name='proposals_are_related_once'),
                ),
            ],
        ),
        migrations.RunSQL(RENAME, migrations.RunSQL.noop),
        migrations.CreateModel(
            name='ProposalRelationEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('from_proposal', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='coalition.proposal')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='coalition.proposalrelation')),
                ('to_proposal', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='coalition.proposal')),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='proposalrelation',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "coalition_proposalrelationevent" ("from_proposal_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "to_proposal_id") VALUES (NEW."from_proposal_id", NEW."id", _pgh_attach_context(), coalition_history_instant(), \'insert\', NEW."id", NEW."to_proposal_id"); RETURN NULL;', hash='90fd1a6deb7ceaddab7b95d13157faf7d2501aee', operation='INSERT', pgid='pgtrigger_insert_insert_ae546', table='coalition_proposal_related', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='proposalrelation',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "coalition_proposalrelationevent" ("from_proposal_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "to_proposal_id") VALUES (NEW."from_proposal_id", NEW."id", _pgh_attach_context(), coalition_history_instant(), \'update\', NEW."id", NEW."to_proposal_id"); RETURN NULL;', hash='fa8818ac6afc59f9044774907ebd0b3c94c48fc1', operation='UPDATE', pgid='pgtrigger_update_update_609d3', table='coalition_proposal_related', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='proposalrelation',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "coalition_proposalrelationevent" ("from_proposal_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "to_proposal_id") VALUES (OLD."from_proposal_id", OLD."id", _pgh_attach_context(), coalition_history_instant(), \'delete\', OLD."id", OLD."to_proposal_id"); RETURN NULL;', hash='61c71feb2d238ccdd70b678cc3064692fd0b92bb', operation='DELETE', pgid='pgtrigger_delete_delete_a203d', table='coalition_proposal_related', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='proposalrelationevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='a6ba7826fc38ec400eb3102fd05c3dd24014055c', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_86105', table='coalition_proposalrelationevent', when='BEFORE')),
        ),
        migrations.RunSQL(FIRST_RELATIONS, migrations.RunSQL.noop),
        migrations.CreateModel(
            name='WriteMark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mark', models.BigIntegerField()),
                ('past', models.BooleanField()),
            ],
        ),
        migrations.RunSQL(CREATE, "DROP FUNCTION coalition_mark_write() CASCADE"),
        migrations.RunPython(make_roles, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='review',
            name='at',
            field=models.DateTimeField(db_default=models.Func(function='coalition_history_instant', output_field=models.DateTimeField())),
        ),
        *(
            migrations.AddIndex(
                model_name=f'{name}event',
                index=BrinIndex(fields=['pgh_created_at'], name=f'{short}_event_age'),
            )
            for name, short in (
                ('article', 'article'), ('page', 'page'), ('stance', 'stance'),
                ('stancecondition', 'condition'),
            )
        ),
        migrations.AddIndex(
            model_name='stance',
            index=models.Index(fields=['country', 'proposal', 'id'], name='stance_page'),
        ),
    ]
