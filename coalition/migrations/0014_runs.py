"""Each job bears the name of the run that it is part of."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('coalition', '0013_roles_at_the_desk'),
    ]

    operations = [
        migrations.AddField(
            model_name='job',
            name='run',
            field=models.CharField(blank=True, db_default='', max_length=64),
        ),
    ]
