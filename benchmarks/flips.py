"""Flips bits of derived files, and checks that no answer changes: `python benchmarks/flips.py [ROUNDS]`.

tests/flipping.py flips and checks.
"""

import argparse
import logging
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from flipping import main

ROUNDS = 500
"""Takes 90 seconds (docs/durability.md); the tests flip a few bits in each run."""

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rounds", nargs="?", type=int, default=ROUNDS, help="bits to flip (default: %(default)s)")
    rounds = parser.parse_args().rounds
    logging.getLogger("index").propagate = False
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as top:
        touched = main(Path(top), rounds)
    kinds = ", ".join(f"{kind} {count}" for kind, count in touched.most_common())
    print(f"{rounds} bits flipped ({kinds}): each noticed, the file set aside and made anew; no answer changed.")
    print(f"{time.monotonic() - began:.0f} s")
