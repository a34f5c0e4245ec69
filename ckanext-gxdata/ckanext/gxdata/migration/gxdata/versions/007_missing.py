"""Records that their source does not list are found without going through all the others: the clock asks for them every minute."""

import sqlalchemy as sa
from alembic import op

revision = "007"
down_revision = "006"
branch_labels = None
depends_on = None

INDEX = "ix_gxdata_harvest_record_missing_since"


def upgrade() -> None:
    # Not where the state is "missing": each change of a state would then cost what a change of an indexed column does.
    gone = sa.text("missing_since IS NOT NULL")
    op.create_index(INDEX, "gxdata_harvest_record", ["missing_since"], postgresql_where=gone)


def downgrade() -> None:
    op.drop_index(INDEX, "gxdata_harvest_record")
