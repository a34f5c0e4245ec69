"""Roles, reviews of grades, grants of access, and the register of important data."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "002"
down_revision = "001"
branch_labels = None
depends_on = None


def _text(name: str) -> sa.Column:
    return sa.Column(name, sa.UnicodeText, nullable=False, server_default=sa.text("''"))


def _indexed(name: str) -> sa.Column:
    return sa.Column(name, sa.UnicodeText, nullable=False, index=True)


def _moment(name: str, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _id() -> sa.Column:
    return sa.Column("id", sa.UnicodeText, primary_key=True)


def upgrade() -> None:
    op.create_table(
        "gxdata_role",
        _id(),
        _indexed("user_id"),
        *[_text(name) for name in ("role", "organization_id", "granted_by")],
        _moment("created"),
        sa.UniqueConstraint("user_id", "role", "organization_id"),
    )
    op.create_table(
        "gxdata_review",
        _id(),
        _indexed("dataset_id"),
        *[_text(name) for name in ("kind", "reviewer_id", "reason")],
        *[sa.Column(name, JSONB, nullable=False) for name in ("before", "after", "assessed")],
        _moment("created"),
    )
    op.create_table(
        "gxdata_grant",
        _id(),
        _indexed("dataset_id"),
        _indexed("user_id"),
        *[_text(name) for name in ("purpose", "granted_by", "revoked_by")],
        _moment("created"),
        _moment("expires"),
        _moment("revoked", nullable=True),
    )
    op.create_table(
        "gxdata_important_data",
        _id(),
        *[_text(name) for name in ("title", "data_grade", "description", "legal_basis", "organization_id", "dataset_id")],
        *[_text(name) for name in ("responsible_person", "responsible_unit", "contact", "state", "created_by")],
        sa.Column("assessment_due", sa.Date, nullable=False),
        _moment("created"),
        _moment("modified"),
    )
    op.create_table(
        "gxdata_risk_assessment",
        _id(),
        sa.Column(
            "entry_id",
            sa.UnicodeText,
            sa.ForeignKey("gxdata_important_data.id", ondelete="CASCADE"),
            nullable=False,
            index=True,
        ),
        sa.Column("assessed_on", sa.Date, nullable=False),
        *[_text(name) for name in ("assessor", "conclusion", "measures", "recorded_by")],
        sa.Column("next_due", sa.Date, nullable=False),
        _moment("created"),
    )


def downgrade() -> None:
    for table in ("gxdata_risk_assessment", "gxdata_important_data", "gxdata_grant", "gxdata_review", "gxdata_role"):
        op.drop_table(table)
