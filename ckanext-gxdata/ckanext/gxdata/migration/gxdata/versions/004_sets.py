"""Loading in sets and nothing lost: the index outbox, pages as last seen, fencing, tombstones and quarantine."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "004"
down_revision = "003"
branch_labels = None
depends_on = None


def _text(name: str) -> sa.Column:
    return sa.Column(name, sa.UnicodeText, nullable=False, server_default="")


def _moment(name: str) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=True)


def _source_id() -> sa.Column:
    key = sa.ForeignKey("gxdata_source.id", ondelete="CASCADE")
    return sa.Column("source_id", sa.UnicodeText, key, primary_key=True)


def upgrade() -> None:
    op.create_table(
        "gxdata_index_outbox",
        sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=True),
        sa.Column("dataset_id", sa.UnicodeText, nullable=False, index=True),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        _moment("not_before"),
        sa.Column("tries", sa.Integer, nullable=False, server_default="0"),
        _text("message"),
    )
    op.create_table(
        "gxdata_page",
        _source_id(),
        sa.Column("place", sa.UnicodeText, primary_key=True),
        *map(_text, ("etag", "last_modified", "hash")),
        sa.Column("records", JSONB, nullable=False, server_default=sa.text("'{}'::jsonb")),
        _moment("seen"),
    )
    for column in (*map(_text, ("quarantine", "quarantine_job_id")), _moment("quarantined_at")):
        op.add_column("gxdata_source", column)
    for table in ("gxdata_source", "gxdata_harvest_job"):
        op.add_column(table, sa.Column("fence", sa.BigInteger, nullable=False, server_default="0"))
    for name in ("missing_since", "archived_at"):
        op.add_column("gxdata_harvest_record", _moment(name))


def downgrade() -> None:
    for name in ("missing_since", "archived_at"):
        op.drop_column("gxdata_harvest_record", name)
    for table in ("gxdata_source", "gxdata_harvest_job"):
        op.drop_column(table, "fence")
    for name in ("quarantine", "quarantine_job_id", "quarantined_at"):
        op.drop_column("gxdata_source", name)
    op.drop_table("gxdata_page")
    op.drop_table("gxdata_index_outbox")
