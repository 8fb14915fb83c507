"""AIM, Active Intelligence Mapping: extracts in, hexagons counted, a meeting's picture out."""

__version__ = "0.2.0"
