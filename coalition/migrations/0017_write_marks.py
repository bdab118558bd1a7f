"""A mark for each statement that writes what the public reads, so that kept replies are never stale."""

from importlib import import_module

from django.db import migrations, models

make_roles = import_module("coalition.migrations.0002_roles").make_roles

# Without history: what is drawn from others, what is only ever added, and who is like whom.
UNTRACKED = ("position", "change", "review", "proposal_related")
TRACKED = (
    "article", "country", "feed", "membership", "office", "page", "pin", "proposal",
    "proposaldefinition", "source", "stance", "stancecondition", "story", "worldevent",
)  # fmt: skip

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
CREATE = "".join([
    MARK_WRITE,
    *(MARK_NOW.format(table=table) for table in (*UNTRACKED, *TRACKED)),
    *(MARK_PAST.format(table=table) for table in TRACKED),
    FIRST,
])


class Migration(migrations.Migration):

    dependencies = [
        ('coalition', '0013_roles_at_the_desk'),
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
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
    ]
