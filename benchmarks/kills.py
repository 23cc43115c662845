"""Kills updates at random moments, and looks whether anything was lost: `python benchmarks/kills.py [KILLS]`.

What is done and checked stands in tests/random_kills.py.
"""

import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from random_kills import main

KILLS = 200

if __name__ == "__main__":
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else KILLS
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as top:
        updates = main(Path(top), kills)
    print(f"{updates} updates, {kills} of them killed before their end; nothing was lost, doubled or left behind.")
    print(f"{time.monotonic() - began:.0f} s")
