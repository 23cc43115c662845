"""A plain prompt that answers line by line."""

from collections.abc import Callable

import qa

__all__ = ["chat"]

_PROMPT = "› "


def chat(open_assistant: Callable[[], qa.Assistant]) -> None:
    """Answer the questions typed on the terminal, until an empty input (Ctrl-D) or Ctrl-C.

    Raises:
        QAError: the assistant cannot be opened.
    """
    with open_assistant() as assistant:
        count = assistant.status().articles
        if not count:
            print("The index holds no articles; add some with: qa index FOLDER")
            return
        print(f"{count} {'article' if count == 1 else 'articles'}. Ask about them; Ctrl-D leaves.")
        while True:
            try:
                question = input(_PROMPT).strip()
            except EOFError:
                print()
                return
            except KeyboardInterrupt:
                print()
                raise
            if question:
                _answer(assistant, question)


def _answer(assistant: qa.Assistant, question: str) -> None:
    from rich.console import Console

    try:
        with Console(stderr=True).status("Looking for the answer…"):
            answer = assistant.ask(question)
    except qa.QAError as error:
        print(qa.printable(str(error)))
        return
    print()
    print(*qa.answer_lines(answer), sep="\n")
    print()
