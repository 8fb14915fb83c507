"""What leaves AIM as a file: tables as CSV, Parquet or GeoJSON, each written whole or not at all."""
