"""Asks the dialogues of tests/dialogues, and writes the tables on follow-up questions of docs/quality.md.

    python benchmarks/dialogues.py QUESTIONS [QUESTIONS ...]

The paragraphs of the files of questions are articles beside those of the dialogues, so that there is something to search
through; and their questions, each asked in the middle of a dialogue that it has nothing to do with, must be left alone.
"""

import argparse
import dataclasses
import itertools
import json
import random
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.console import progress_bar
from qa import Answer, Assistant
from qa import open as open_assistant
from qa.examples import Example, read_examples
from qa.followup import understand
from qa.scoring import f1

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "quality.md"
BEGIN, END = "<!-- dialogues -->\n", "<!-- /dialogues -->"
sys.path.insert(0, str(ROOT / "tests"))

from dialogues_data import FOLDER, Asked, dialogues  # noqa: E402 - beside the tests, which are not installed
