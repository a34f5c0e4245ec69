"""Alembic environment: runs our migrations on the database CKAN names, with a version table of our own."""

from __future__ import annotations

from pathlib import Path

from alembic import context
from sqlalchemy import engine_from_config, pool

NAME = Path(__file__).parent.name


def run_migrations() -> None:
    engine = engine_from_config(
        context.config.get_section(context.config.config_ini_section) or {}, prefix="sqlalchemy.", poolclass=pool.NullPool
    )
    with engine.connect() as connection:
        context.configure(connection=connection, version_table=f"{NAME}_alembic_version")
        with context.begin_transaction():
            context.run_migrations()


run_migrations()
