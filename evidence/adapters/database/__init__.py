"""The catalogue in a relational database: the only part that knows SQLAlchemy."""
