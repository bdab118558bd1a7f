"""Raw bytes of a page may lie in a store beside the database."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('coalition', '0020_former_names'),
    ]

    operations = [
        migrations.AddField(
            model_name='page',
            name='in_store',
            field=models.BooleanField(db_default=False),
        ),
    ]
