import django.db.models.deletion
from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def take_the_day_of_the_mail(apps, schema_editor):
    """At most a week before the deadline it reminds of, if it does: near enough for its removal."""
    mails = apps.get_model("notifications", "Mail").objects.filter(pk=OuterRef("mail"))
    mentions = apps.get_model("notifications", "Mention").objects
    mentions.update(day=Subquery(mails.values("day")))


class Migration(migrations.Migration):
    dependencies = [("notifications", "0001_choices_mails_and_calendars")]

    operations = [
        migrations.AddField("mention", "day", models.DateField(null=True)),
        migrations.RunPython(take_the_day_of_the_mail, migrations.RunPython.noop),
        migrations.AlterField(
            "mention",
            "day",
            models.DateField(help_text="Of the deadline (in UTC), or else of the mail."),
        ),
        migrations.AlterField(
            "mention",
            "mail",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                to="notifications.mail",
            ),
        ),
    ]
