"""Asks the dialogues of tests/dialogues, and writes the tables on follow-up questions of docs/quality.md.

    python benchmarks/dialogues.py QUESTIONS [QUESTIONS ...]

The paragraphs of the files of questions are articles beside those of the dialogues, so that there is something to
search through; and their questions, each asked in the middle of a dialogue that it has nothing to do with, must be left
alone.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "quality.md"
BEGIN, END = "<!-- dialogues -->\n", "<!-- /dialogues -->"
sys.path.insert(0, str(ROOT / "tests"))
