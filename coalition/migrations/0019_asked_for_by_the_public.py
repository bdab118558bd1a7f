"""A stance that the public asks about is in the queue until it is answered, whatever was said of it before."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('coalition', '0018_weighed_once_redrawn'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='stance',
            name='stance_joins_or_leaves_the_queue',
        ),
        migrations.AddField(
            model_name='waiting',
            name='asked',
            field=models.BooleanField(db_default=False, default=False),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='correctionrequest',
            trigger=pgtrigger.compiler.Trigger(name='request_asks_for_a_place_in_the_queue', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE about bigint;', func="\n    about := CASE WHEN TG_OP = 'DELETE' THEN OLD.stance_id ELSE NEW.stance_id END;\n    PERFORM FROM coalition_stance WHERE id = about FOR NO KEY UPDATE;\n    IF EXISTS (\n        SELECT FROM coalition_correctionrequest WHERE stance_id = about AND state = 'open'\n    ) THEN\n        INSERT INTO coalition_waiting AS queued (\n            stance_id, country_id, proposal_id, source_id, language, reader, asked, place, weighed, today, before, after\n        ) SELECT id, country_id, proposal_id, source_id, language, reader, true, 2,\n            false, false, '', ''\n        FROM coalition_stance WHERE id = about\n        ON CONFLICT (stance_id) DO UPDATE SET asked = true, place = CASE WHEN queued.deed IS NULL THEN 2 WHEN queued.today THEN 0 ELSE 1 END;\n    ELSE\n        DELETE FROM coalition_waiting AS queued USING coalition_stance AS stance\n        WHERE queued.stance_id = about AND stance.id = about\n            AND (stance.review_state <> 'waiting' OR stance.withdrawn);\n        UPDATE coalition_waiting AS queued\n        SET asked = false, place = CASE WHEN queued.deed IS NULL THEN 2 WHEN queued.today THEN 0 ELSE 1 END * 1001 + round(stance.confidence * 1000)::integer\n        FROM coalition_stance AS stance\n        WHERE queued.stance_id = about AND stance.id = about AND queued.asked;\n    END IF;\n    RETURN NULL;\n", hash='ff748cd89844d4887a61dea1dc639d42547fbba9', operation='INSERT OR UPDATE OF "state" OR DELETE', pgid='pgtrigger_request_asks_for_a_place_in_the_queue_5a1bd', table='coalition_correctionrequest', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='stance',
            trigger=pgtrigger.compiler.Trigger(name='stance_joins_or_leaves_the_queue', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE asks boolean;', func="\n    asks := TG_OP = 'UPDATE' AND EXISTS (\n        SELECT FROM coalition_correctionrequest WHERE stance_id = NEW.id AND state = 'open'\n    );\n    IF asks OR NEW.review_state = 'waiting' AND NOT NEW.withdrawn THEN\n        INSERT INTO coalition_waiting AS queued (\n            stance_id, country_id, proposal_id, source_id, language, reader, asked, place, weighed, today, before, after, since\n        ) VALUES (\n            NEW.id, NEW.country_id, NEW.proposal_id, NEW.source_id, NEW.language, NEW.reader, asks,\n            CASE WHEN asks THEN 2\n                ELSE 2002 + round(NEW.confidence * 1000)::integer END,\n            false, false, '', '', NEW.created_at\n        ) ON CONFLICT (stance_id) DO UPDATE SET\n            country_id = NEW.country_id, proposal_id = NEW.proposal_id,\n            source_id = NEW.source_id, language = NEW.language, weighed = false;\n    ELSE\n        DELETE FROM coalition_waiting WHERE stance_id = NEW.id;\n    END IF;\n    RETURN NULL;\n", hash='d2994797884ef86b8171cb7ab997f02c98a94a86', operation='INSERT OR UPDATE OF "review_state", "withdrawn", "country_id", "proposal_id", "source_id", "language"', pgid='pgtrigger_stance_joins_or_leaves_the_queue_b6f7a', table='coalition_stance', when='AFTER')),
        ),
        # The requests that are open already: their trigger finds each its place.
        migrations.RunSQL(
            "UPDATE coalition_correctionrequest SET state = state WHERE state = 'open'",
            migrations.RunSQL.noop,
        ),
    ]
