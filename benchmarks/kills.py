"""Kills updates at random moments, and looks whether anything was lost: `python benchmarks/kills.py [ROUNDS]`.

What is done and checked in each round stands in tests/random_kills.py.
"""

import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from random_kills import main

ROUNDS = 220

if __name__ == "__main__":
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as top:
        killed = main(Path(top), rounds)
    print(f"{rounds} updates, {killed} of them killed before their end; nothing was lost, doubled or left behind.")
    print(f"{time.monotonic() - began:.0f} s")
