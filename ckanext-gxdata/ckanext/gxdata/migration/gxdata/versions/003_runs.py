"""Runs that one can see into: schedules, notices and secrets of sources, progress of jobs, and answers of people to a mapping."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "003"
down_revision = "002"
branch_labels = None
depends_on = None

SOURCE_TEXTS = ("profile", "schedule", "notify_email", "notify_webhook", "secret")
JOB_TEXTS = {"kind": "harvest", "step": ""}
RECORD_TEXTS = ("outcome", "package_hash")
JOB_COUNTS = ("done", "total")


def _text(name: str, default: str = "") -> sa.Column:
    return sa.Column(name, sa.UnicodeText, nullable=False, server_default=sa.text(f"'{default}'"))


def _count(name: str) -> sa.Column:
    return sa.Column(name, sa.Integer, nullable=False, server_default="0")


def _flag(name: str, default: str) -> sa.Column:
    return sa.Column(name, sa.Boolean, nullable=False, server_default=sa.text(default))


def _moment(name: str) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=True)


def upgrade() -> None:
    for column in (*map(_text, SOURCE_TEXTS), _moment("next_run"), _flag("active", "true")):
        op.add_column("gxdata_source", column)
    op.add_column("gxdata_source", sa.Column("defaults", JSONB, nullable=False, server_default=sa.text("'{}'::jsonb")))
    texts = [_text(name, default) for name, default in JOB_TEXTS.items()]
    for column in (*texts, *map(_count, JOB_COUNTS), _flag("cancel_requested", "false"), _moment("heartbeat")):
        op.add_column("gxdata_harvest_job", column)
    previous = sa.Column("previous_payload", JSONB, nullable=False, server_default=sa.text("'{}'::jsonb"))
    for column in (previous, _moment("changed_at"), *map(_text, RECORD_TEXTS)):
        op.add_column("gxdata_harvest_record", column)
    op.create_index("ix_gxdata_harvest_record_dataset_id", "gxdata_harvest_record", ["dataset_id"])
    op.create_index("ix_gxdata_harvest_record_last_job_id", "gxdata_harvest_record", ["last_job_id"])
    op.create_table(
        "gxdata_mapping_line",
        sa.Column("id", sa.UnicodeText, primary_key=True),
        sa.Column(
            "source_id", sa.UnicodeText, sa.ForeignKey("gxdata_source.id", ondelete="CASCADE"), nullable=False, index=True
        ),
        *[_text(name) for name in ("kind", "field", "value", "target", "author")],
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("source_id", "kind", "field", "value"),
    )


def downgrade() -> None:
    op.drop_table("gxdata_mapping_line")
    op.drop_index("ix_gxdata_harvest_record_last_job_id", "gxdata_harvest_record")
    op.drop_index("ix_gxdata_harvest_record_dataset_id", "gxdata_harvest_record")
    for name in ("previous_payload", "changed_at", *RECORD_TEXTS):
        op.drop_column("gxdata_harvest_record", name)
    for name in (*JOB_TEXTS, *JOB_COUNTS, "cancel_requested", "heartbeat"):
        op.drop_column("gxdata_harvest_job", name)
    for name in (*SOURCE_TEXTS, "next_run", "active", "defaults"):
        op.drop_column("gxdata_source", name)
