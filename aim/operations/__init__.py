"""The writes a person can ask for, by the command line and the pages alike. Each is done in somebody's name."""

from aim.operations.actor import actor
from aim.operations.fetching import Fetched, fetch_police, fetch_requests
from aim.operations.geography import build_geography, import_geography, import_roads, remove_roads
from aim.operations.keeping import backup, restore, retain, undo, verify
from aim.operations.loading import Built, clear_demonstration, ingest, ingest_upload, load_demonstration, rebuild
from aim.operations.sources import check_source, list_sources, propose_source
from aim.operations.watching import watch

__all__ = [
    "Built",
    "Fetched",
    "actor",
    "backup",
    "build_geography",
    "check_source",
    "clear_demonstration",
    "fetch_police",
    "fetch_requests",
    "import_geography",
    "import_roads",
    "ingest",
    "ingest_upload",
    "list_sources",
    "load_demonstration",
    "propose_source",
    "rebuild",
    "remove_roads",
    "restore",
    "retain",
    "undo",
    "verify",
    "watch",
]
