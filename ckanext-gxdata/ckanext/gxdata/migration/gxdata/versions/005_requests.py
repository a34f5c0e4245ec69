"""Data requests and the votes for them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "005"
down_revision = "004"
branch_labels = None
depends_on = None


def _text(name: str, **options: bool) -> sa.Column:
    return sa.Column(name, sa.UnicodeText, nullable=False, server_default="", **options)


def _moment(name: str, **options: bool) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), **options)


def upgrade() -> None:
    op.create_table(
        "gxdata_request",
        sa.Column("id", sa.UnicodeText, primary_key=True),
        *map(_text, ("title", "text", "query", "state", "answer", "digest", "decided_by")),
        *(_text(name, index=True) for name in ("organization_id", "user_id")),
        sa.Column("public", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("dataset_ids", JSONB, nullable=False, server_default=sa.text("'[]'::jsonb")),
        _moment("created", nullable=False, index=True),
        _moment("answered", nullable=True),
    )
    key = sa.ForeignKey("gxdata_request.id", ondelete="CASCADE")
    op.create_table(
        "gxdata_request_vote",
        sa.Column("request_id", sa.UnicodeText, key, primary_key=True),
        sa.Column("user_id", sa.UnicodeText, primary_key=True),
        _moment("created", nullable=False),
    )


def downgrade() -> None:
    op.drop_table("gxdata_request_vote")
    op.drop_table("gxdata_request")
