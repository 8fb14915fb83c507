"""What the meeting decided about places: who is sent, what is watched, what is known, what has to wait, and why.

Kept beside the pictures in a database of its own, a file of the store (SQLite) or PostgreSQL by ``AIM_DATABASE_URL``.
Nothing in it is ever changed or deleted: a change is a new version that stands in place of the one before.

``model`` has the plain values, ``checking`` what may be written, ``states`` what has become of a decision, ``book`` the
reading and the writing, ``database`` and ``migrating`` where that is kept, ``copying`` its copy and its proof. Only the
last four need a database library, so that a page that imports the values pays for none.
"""
