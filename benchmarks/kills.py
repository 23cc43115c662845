"""Kills updates at random moments, and checks that nothing was lost: `python benchmarks/kills.py [KILLS]`.

tests/random_kills.py kills and checks.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from random_kills import main

KILLS = 200

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kills", nargs="?", type=int, default=KILLS, help="updates to kill (default: %(default)s)")
    kills = parser.parse_args().kills
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as top:
        updates = main(Path(top), kills)
    print(f"{updates} updates, {kills} of them killed before their end; nothing was lost, doubled or left behind.")
    print(f"{time.monotonic() - began:.0f} s")
