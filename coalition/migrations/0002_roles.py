"""The roles: four groups, each of which may do what the one before may, and more.

A table that is made after this migration needs one of its own that calls `make_roles` again.
"""

from django.contrib.auth.management import create_permissions
from django.db import migrations

# To change a stance is to judge it, to change an article is to give it its date, to change a story is
# to split an article off or to merge it with another.
EDITOR = ("coalition.change_stance", "coalition.change_article", "coalition.add_review",
          "coalition.change_story")
SENIOR_EDITOR = (
    *EDITOR,
    "coalition.add_pin", "coalition.change_pin",  # set a pin, take one away
    "coalition.change_job",  # retry what was set aside
    "coalition.change_source",
    "coalition.add_feed", "coalition.change_feed",
    "coalition.add_membership", "coalition.change_membership", "coalition.delete_membership",
    "coalition.add_office", "coalition.change_office", "coalition.delete_office",
    "coalition.add_worldevent", "coalition.change_worldevent", "coalition.delete_worldevent",
)
ADMINISTRATOR = (
    *SENIOR_EDITOR,
    "coalition.change_country", "coalition.change_proposal", "coalition.add_proposaldefinition",
    "coalition.delete_feed",
    "coalition.add_formername", "coalition.change_formername", "coalition.delete_formername",
    "coalition.view_apikey", "coalition.add_apikey", "coalition.change_apikey",
    "auth.view_user", "auth.add_user", "auth.change_user", "auth.view_group",
)
# The desk, whose tables are younger than the roles: add a stance that was missed and a pasted text,
# undo a batch, confirm what another editor suggests, and answer what asks for a word.
DESK = (
    "coalition.add_stance", "coalition.add_page", "coalition.change_batch",
    "coalition.change_suggestion", "coalition.change_difference",
    "coalition.change_secondcoding", "coalition.change_correctionrequest",
)
ROLES = {
    "viewer": (),
    "editor": (*EDITOR, *DESK),
    "senior-editor": (*SENIOR_EDITOR, *DESK),
    "administrator": (*ADMINISTRATOR, *DESK),
}


def make_roles(apps, schema_editor):
    """Makes the groups, or gives them these permissions; who is in them stays. Safe to run again."""
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    for label in ("coalition", "auth"):
        # Django makes permissions after all migrations; here they are needed before. The stand-in
        # for an application that a migration sees lacks what `create_permissions` looks for.
        config = apps.get_app_config(label)
        config.models_module = getattr(config, "models_module", True)
        create_permissions(config, verbosity=0, using=schema_editor.connection.alias, apps=apps)
    rows = Permission.objects.select_related("content_type")
    keys = {f"{row.content_type.app_label}.{row.codename}": row.pk for row in rows}
    seen = [f"coalition.view_{model}" for model in list_seen(apps)]
    for name, permissions in ROLES.items():
        group, _ = Group.objects.get_or_create(name=name)
        # What is about a table that comes later is given by the migration after it.
        wanted = [permission for permission in (*seen, *permissions) if permission in keys]
        group.permissions.set([keys[permission] for permission in wanted])


def list_seen(apps):
    """The tables that every role sees: all but keys, and the snapshots, which history pages show."""
    models = apps.get_app_config("coalition").get_models()
    columns = {model._meta.model_name: {one.name for one in model._meta.fields} for model in models}
    return [name for name in columns if name != "apikey" and "pgh_id" not in columns[name]]


class Migration(migrations.Migration):
    dependencies = [
        ("coalition", "0001_first"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(make_roles, migrations.RunPython.noop)]
