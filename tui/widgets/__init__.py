"""The parts of the screens, one in each file."""
