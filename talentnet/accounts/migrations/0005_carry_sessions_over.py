from django.db import migrations
from django.utils import timezone


def carry_over(apps, schema_editor):
    """Who is signed in stays so: sessions move to the table that knows whose they are."""
    from talentnet.accounts.sessions import SessionStore, account_in

    Old, New = apps.get_model("sessions", "Session"), apps.get_model("accounts", "Session")
    known = set(apps.get_model("accounts", "User").objects.values_list("pk", flat=True))
    store = SessionStore()
    for session in Old.objects.filter(expire_date__gt=timezone.now()).iterator():
        account = account_in(store.decode(session.session_data))
        if account in known:
            New.objects.create(
                session_key=session.session_key,
                session_data=session.session_data,
                expire_date=session.expire_date,
                account_id=account,
            )
    Old.objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_sessions_with_an_account_and_exports"),
        ("sessions", "0001_initial"),
    ]
    operations = [migrations.RunPython(carry_over, migrations.RunPython.noop)]
