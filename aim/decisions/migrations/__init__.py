"""How the tables of decisions came to be, one step a file; ``env`` is what Alembic runs them by."""
