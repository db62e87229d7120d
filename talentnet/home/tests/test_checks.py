"""Databases of another version of Talentnet are refused, and never changed."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

pytestmark = pytest.mark.django_db


def test_migrate_with_unknown_migration_names_the_way_out() -> None:
    MigrationRecorder(connection).record_applied("matching", "0002_reports_and_undo")
    name = str(connection.settings_dict["NAME"])
    with pytest.raises(CommandError) as refused:
        call_command("migrate", verbosity=0, skip_checks=False)
    message = str(refused.value)
    assert f"The database {name} was created by another version of Talentnet" in message
    assert "does not have its migration matching.0002_reports_and_undo." in message
    hint = f"mv {name}*" if connection.vendor == "sqlite" else f'ALTER DATABASE "{name}" RENAME'
    assert hint in message


def test_migrate_with_known_migrations_passes() -> None:
    call_command("migrate", verbosity=0, skip_checks=False)


def test_check_ignores_apps_that_are_not_installed() -> None:
    MigrationRecorder(connection).record_applied("gone", "0001_initial")
    call_command("check", databases=["default"])
