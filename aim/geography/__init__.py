"""Outlines in force on a date, the hexagon grid, point to neighbourhood, British National Grid, postcodes, place names.

Longitude comes before latitude everywhere. Outlines are WGS84; anything measured in metres goes through
:mod:`aim.geography.crs`.
"""
