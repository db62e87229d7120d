"""Database check: refuse a database created by another version of Talentnet."""

from pathlib import Path
from typing import Any

from django.core import checks
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader


@checks.register(checks.Tags.database)
def check_database_version(**options: Any) -> list[checks.CheckMessage]:
    return [
        checks.Error(
            f"The database {connection.settings_dict['NAME']} was created by another version of "
            f"Talentnet: this version does not have its migration {unknown}.",
            hint=_how_to_move_aside(connection),
            id="talentnet.E001",
        )
        for connection in (connections[alias] for alias in options["databases"] or ())
        if (unknown := _unknown_migration(connection))
    ]


def _unknown_migration(connection: BaseDatabaseWrapper) -> str:
    """Name of an applied migration that its installed app doesn't have, or ""."""
    loader = MigrationLoader(connection)
    unknown = set(loader.applied_migrations) - set(loader.disk_migrations)
    # Rows of apps that are no longer installed are harmless.
    names = [".".join(key) for key in unknown if key[0] in loader.migrated_apps]
    return min(names, default="")


def _how_to_move_aside(connection: BaseDatabaseWrapper) -> str:
    name = str(connection.settings_dict["NAME"])
    if connection.vendor != "sqlite":
        return (
            "Nothing was changed. Set DATABASE_URL to an empty database, or move this one aside: "
            f'ALTER DATABASE "{name}" RENAME TO "{name}_old"; CREATE DATABASE "{name}";'
        )
    # The wildcard includes the -wal file, which can hold the latest changes. Into a folder, since
    # SQLite pairs the two files by name, so neither may be renamed.
    folder = Path(name).with_name("old")
    return f"Nothing was changed. Move it aside: mkdir -p {folder} && mv {name}* {folder}/"
