"""TRUNCATE leaves no snapshots: tables with history, and history itself, refuse it."""

from django.db import migrations

TRACKED = (
    "article", "correctionrequest", "country", "difference", "feed", "formername", "membership",
    "office", "page", "pin", "proposal", "proposaldefinition", "secondcoding", "source", "stance",
    "stancecondition", "story", "suggestion", "worldevent",
)  # fmt: skip
TABLES = (
    *(f"coalition_{name}" for name in TRACKED),
    *(f"coalition_{name}event" for name in (*TRACKED, "proposalrelation")),
    "coalition_proposal_related",
    "coalition_review",  # is its own history
)
# Whoever means it says so, as the tests do that empty their own database.
REFUSE = """
CREATE FUNCTION coalition_keep_history() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('coalition.emptying', true) IS DISTINCT FROM 'on' THEN
        RAISE EXCEPTION '% has history, which TRUNCATE would pass by: use DELETE', TG_TABLE_NAME
            USING ERRCODE = 'check_violation', CONSTRAINT = 'history_is_kept';
    END IF;
    RETURN NULL;
END
$$;
"""
KEEP = """
CREATE TRIGGER keep_history BEFORE TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION coalition_keep_history();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('coalition', '0022_stances_of_a_country'),
    ]

    operations = [
        migrations.RunSQL(
            REFUSE + "".join(KEEP.format(table=table) for table in TABLES),
            "DROP FUNCTION coalition_keep_history() CASCADE",
        ),
    ]
