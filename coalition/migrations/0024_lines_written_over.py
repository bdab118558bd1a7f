"""Rows of lines are written over where they lie: fewer indexes, and some room on each page for it.

Each index that goes is the beginning of another one, or serves LIKE alone. A line drawn anew is some
seven hundred rows in each.
"""

import django.db.models.deletion
from django.db import migrations, models

SPARED = [
    ('coalition_position_country_id_91062f31', 'coalition_position (country_id)'),
    ('coalition_position_country_id_91062f31_like', 'coalition_position (country_id varchar_pattern_ops)'),
    ('coalition_position_proposal_id_ab7f525b', 'coalition_position (proposal_id)'),
    ('coalition_position_proposal_id_ab7f525b_like', 'coalition_position (proposal_id varchar_pattern_ops)'),
    ('coalition_change_country_id_24bd7c98', 'coalition_change (country_id)'),
    ('coalition_change_country_id_24bd7c98_like', 'coalition_change (country_id varchar_pattern_ops)'),
    ('coalition_change_proposal_id_4766745c_like', 'coalition_change (proposal_id varchar_pattern_ops)'),
]
# The new version of a row is found by the old one's indexes only where it fits on the same page.
ROOM = 'ALTER TABLE coalition_position SET (fillfactor = 80)'


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('coalition', '0023_tables_with_history_are_not_emptied'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    f'DROP INDEX CONCURRENTLY IF EXISTS {name}',
                    f'CREATE INDEX CONCURRENTLY IF NOT EXISTS {name} ON {columns}',
                )
                for name, columns in SPARED
            ],
            state_operations=[
                migrations.AlterField(
                    model_name=model,
                    name=name,
                    field=models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name=related, to=to,
                    ),
                )
                for model, name, related, to in (
                    ('change', 'country', 'changes', 'coalition.country'),
                    ('position', 'country', 'positions', 'coalition.country'),
                    ('position', 'proposal', 'positions', 'coalition.proposal'),
                )
            ],
        ),
        migrations.RunSQL(ROOM, 'ALTER TABLE coalition_position RESET (fillfactor)'),
    ]
