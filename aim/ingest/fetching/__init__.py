"""Asking publishers for data over the network. What is fetched is handed to the same ingest as a file from a partner.

``client`` asks politely and reads answers of a known shape only; ``police`` and ``open311`` know what to ask for. Of an
answer only the fields that are declared here, or that a source's map reads, outlive its parsing.
"""

from aim.ingest.fetching.client import RATE, Client, Pace
from aim.ingest.fetching.faults import FetchError

__all__ = ["RATE", "Client", "FetchError", "Pace"]
