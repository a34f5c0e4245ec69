"""What is used how often, by day, and which batches of counts were taken over."""

import sqlalchemy as sa
from alembic import op

revision = "006"
down_revision = "005"
branch_labels = None
depends_on = None


def _key(name: str) -> sa.Column:
    return sa.Column(name, sa.UnicodeText, primary_key=True, server_default="")


def upgrade() -> None:
    op.create_table(
        "gxdata_usage",
        sa.Column("day", sa.Date, primary_key=True),
        *map(_key, ("kind", "dataset_id", "item")),
        sa.Column("count", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_gxdata_usage_dataset_id_day", "gxdata_usage", ["dataset_id", "day"])
    op.create_table(
        "gxdata_usage_batch",
        sa.Column("id", sa.UnicodeText, primary_key=True),
        sa.Column("moved", sa.DateTime(timezone=True), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("gxdata_usage_batch")
    op.drop_table("gxdata_usage")
