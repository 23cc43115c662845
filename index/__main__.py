"""Runs `python -m index PATH…`, which builds an index or brings it up to date, without a reader."""

import argparse
import sys
from pathlib import Path

from index.console import progress_bar, refusal_lines, report_lines
from index.errors import QAError
from index.library import ArticleIndex, default_folder


def main() -> int:
    """Update the index that the command line names, and return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m index",
        description="Build an index of articles, or bring it up to date.",
        epilog="example: python -m index articles/ more.jsonl",
    )
    parser.add_argument("paths", nargs="+", metavar="PATH", help="a file or folder of articles, or a web address")
    parser.add_argument(
        "--index", type=Path, default=default_folder(), help="the index's folder (default: %(default)s)"
    )
    parser.add_argument("--embedder", help="a sentence-transformers model by name or folder")
    arguments = parser.parse_args()
    try:
        with ArticleIndex(arguments.index, embedder=arguments.embedder, create=True) as index, progress_bar() as show:
            report = index.update(arguments.paths, progress=show)
    except QAError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped; what was finished is kept.", file=sys.stderr)
        return 130
    for line in refusal_lines(report):
        print(line, file=sys.stderr)
    print(*report_lines(report), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
