"""What leaves AIM as a file: tables in the format that the suffix names, each written whole or not at all."""
