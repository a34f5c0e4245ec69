"""Sources, jobs, staged records and findings of harvests."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "001"
down_revision = None
branch_labels = None
depends_on = None


def _text(name: str, default: str | None = "") -> sa.Column:
    server_default = None if default is None else sa.text(f"'{default}'")
    return sa.Column(name, sa.UnicodeText, nullable=False, server_default=server_default)


def _count(name: str) -> sa.Column:
    return sa.Column(name, sa.Integer, nullable=False, server_default="0")


def _moment(name: str, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "gxdata_source",
        sa.Column("id", sa.UnicodeText, primary_key=True),
        sa.Column("name", sa.UnicodeText, nullable=False, unique=True),
        *[_text(name) for name in ("title", "kind", "url", "organization", "mapping")],
        sa.Column("options", JSONB, nullable=False),
        sa.Column("allow", JSONB, nullable=False),
        _moment("created"),
    )
    op.create_table(
        "gxdata_harvest_job",
        sa.Column("id", sa.UnicodeText, primary_key=True),
        sa.Column(
            "source_id", sa.UnicodeText, sa.ForeignKey("gxdata_source.id", ondelete="CASCADE"), nullable=False, index=True
        ),
        _text("status"),
        _text("message"),
        _moment("created"),
        _moment("started", nullable=True),
        _moment("finished", nullable=True),
        *[_count(name) for name in ("seen", "added", "updated", "unchanged", "missing", "deleted", "errored")],
    )
    op.create_table(
        "gxdata_harvest_record",
        sa.Column("source_id", sa.UnicodeText, sa.ForeignKey("gxdata_source.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("guid", sa.UnicodeText, primary_key=True),
        _count("position"),
        _text("pointer"),
        *[sa.Column(name, JSONB, nullable=False) for name in ("payload", "files", "findings")],
        *[_text(name) for name in ("hash", "loaded_hash", "dataset_id", "state", "last_job_id")],
        _moment("staged_at"),
    )
    op.create_table(
        "gxdata_finding",
        sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=True),
        sa.Column(
            "job_id", sa.UnicodeText, sa.ForeignKey("gxdata_harvest_job.id", ondelete="CASCADE"), nullable=False, index=True
        ),
        *[_text(name) for name in ("guid", "severity", "rule", "pointer", "message", "hint", "value")],
    )


def downgrade() -> None:
    for table in ("gxdata_finding", "gxdata_harvest_record", "gxdata_harvest_job", "gxdata_source"):
        op.drop_table(table)
