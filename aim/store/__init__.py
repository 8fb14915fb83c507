"""The store under the data folder: the incident table, the ledger of loads and rejects, and derived pictures."""
