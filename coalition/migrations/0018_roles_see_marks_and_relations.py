"""Every role sees the marks of what was written, and which proposals are related."""

from importlib import import_module

from django.db import migrations

make_roles = import_module("coalition.migrations.0002_roles").make_roles


class Migration(migrations.Migration):
    dependencies = [("coalition", "0017_newest_stances_first")]
    operations = [migrations.RunPython(make_roles, migrations.RunPython.noop)]
