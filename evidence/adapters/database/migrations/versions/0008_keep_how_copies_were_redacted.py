"""Keep how redacted copies were made."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the schema."""
    op.add_column("version", sa.Column("redaction", sa.JSON(), nullable=True))
