"""`python -m tui` is the chat over the default index, or over the one that QA_INDEX names."""

import os
import sys

import qa
from tui.chat import chat


def main() -> int:
    """Run the chat; the exit code."""
    try:
        chat(lambda: qa.open(qa.default_folder(), reader=os.environ.get("QA_READER") or qa.DEFAULT_READER))
    except qa.QAError as error:
        print(qa.printable(str(error)), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
