"""``python -m aim.cli``."""

from aim.cli import main

main()
