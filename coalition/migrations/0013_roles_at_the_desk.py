"""Every role sees the tables of the desk, and editors work on them."""

from importlib import import_module

from django.db import migrations

make_roles = import_module("coalition.migrations.0002_roles").make_roles


class Migration(migrations.Migration):
    dependencies = [("coalition", "0012_desk"), ("auth", "0012_alter_user_first_name_max_length")]
    operations = [migrations.RunPython(make_roles, migrations.RunPython.noop)]
