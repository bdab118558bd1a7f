"""What history took down between two instants is found by an index: the change feed asks for it."""

from django.db import migrations

TABLES = (
    "article", "country", "membership", "office", "page", "pin", "proposal", "proposaldefinition",
    "source", "stance", "stancecondition", "worldevent",
)


class Migration(migrations.Migration):
    dependencies = [("coalition", "0010_words")]
    operations = [
        migrations.RunSQL(
            f"CREATE INDEX {name}_changed ON coalition_{name}event (pgh_created_at)",
            f"DROP INDEX {name}_changed",
        )
        for name in TABLES
    ]
