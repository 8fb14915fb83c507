"""What Alembic runs a step by: in the transaction of the connection that it is handed, never on one of its own.

So the steps belong to the writer that needs them (:mod:`aim.decisions.migrating`). ``alembic`` by itself has no
connection here: a new step is written by hand, after the one before.
"""

from alembic import context

from aim.decisions.migrating import TABLE
from aim.decisions.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    version_table=TABLE,
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
