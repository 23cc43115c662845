"""Flips bits of derived files, and looks whether an answer ever changes: `python benchmarks/flips.py [ROUNDS]`."""

import logging
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from flipping import main

ROUNDS = 500

if __name__ == "__main__":
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    logging.getLogger("index").propagate = False
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as top:
        touched = main(Path(top), rounds)
    kinds = ", ".join(f"{kind} {count}" for kind, count in touched.most_common())
    print(f"{rounds} bits flipped ({kinds}): each noticed, the file set aside and made anew; no answer changed.")
    print(f"{time.monotonic() - began:.0f} s")
