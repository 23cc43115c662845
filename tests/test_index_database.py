"""The SQLite file: made once, however many make it; opened, or refused with the remedy."""

import threading
from pathlib import Path

from index.errors import QAError
from index.store import Store


def test_many_may_make_one_index_at_the_same_time(tmp_path: Path) -> None:
    failed: list[QAError] = []

    def make(folder: Path, gate: threading.Barrier) -> None:
        gate.wait()
        try:
            Store(folder, create=True).close()
        except QAError as error:
            failed.append(error)

    for number in range(20):
        gate = threading.Barrier(6)
        threads = [threading.Thread(target=make, args=(tmp_path / str(number), gate)) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert failed == []
