from django.db import migrations


def drop(apps, schema_editor):
    """Of a task that is gone: retention ends sessions now."""
    schedules = apps.get_model("django_q", "Schedule").objects
    schedules.filter(name="talentnet.accounts.tasks.clear_sessions").delete()


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_carry_sessions_over"),
        ("django_q", "0018_task_success_index"),
    ]
    operations = [migrations.RunPython(drop, migrations.RunPython.noop)]
