"""What the experiments found, as data: ``make experiments`` writes the files, the Method page shows them."""

from pathlib import Path
from typing import Final

EXPERIMENTS: Final = Path(__file__).with_name("experiments.json")
