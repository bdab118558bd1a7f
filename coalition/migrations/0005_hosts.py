"""What we know of the hosts that we read, and who may see it."""

from importlib import import_module

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

make_roles = import_module("coalition.migrations.0002_roles").make_roles


class Migration(migrations.Migration):

    dependencies = [
        ('coalition', '0004_roles_see_model_calls'),
    ]

    operations = [
        migrations.CreateModel(
            name='HostState',
            fields=[
                ('host', models.CharField(max_length=260, primary_key=True, serialize=False)),
                ('robots', models.TextField(blank=True)),
                ('robots_at', models.DateTimeField(blank=True, null=True)),
                ('delay', models.DurationField()),
                ('last_request_at', models.DateTimeField(blank=True, null=True)),
                ('next_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('rest', models.CharField(blank=True, max_length=300)),
            ],
            options={
                'ordering': ('host',),
                'constraints': [models.CheckConstraint(condition=models.Q(('last_request_at__isnull', True), ('next_at__gte', models.F('last_request_at')), _connector='OR'), name='host_is_asked_again_later')],
            },
        ),
        migrations.CreateModel(
            name='HostVisit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('until', models.DateTimeField()),
                ('host', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='visits', to='coalition.hoststate')),
            ],
            options={
                'ordering': ('id',),
            },
        ),
        migrations.RunPython(make_roles, migrations.RunPython.noop),
    ]
