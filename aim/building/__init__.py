"""The parts of the monthly run (:mod:`aim.build`): counting a file, and making a picture of what was counted."""
