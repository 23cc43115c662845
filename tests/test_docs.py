"""The README and the pages of docs: their length, links, paths and Python examples."""

import contextlib
import io
import re
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")] + sorted(ROOT.glob("docs/*.md"))
PYTHON = [
    pytest.param(code, id=f"{page.name}-{number}")
    for page in PAGES
    if page.name != "CONTRIBUTING.md"  # its examples are pieces of modules
    for number, code in enumerate(re.findall(r"^```python\n(.*?)^```$", page.read_text("utf-8"), re.M | re.S), 1)
]


def anchors(page: Path) -> set[str]:
    """The names under which the headings of a page can be linked, as GitHub makes them."""
    headings = re.findall(r"^#+ (.*)$", page.read_text("utf-8"), re.M)
    return {re.sub(r"[^\w\- ]", "", heading).lower().replace(" ", "-") for heading in headings}


def test_the_readme_is_short() -> None:
    assert len((ROOT / "README.md").read_text("utf-8").splitlines()) <= 120


def test_the_readme_begins_with_the_commands_that_the_clean_run_takes_from_it() -> None:
    first, second, *_ = re.findall(r"^```sh\n(.*?)^```$", (ROOT / "README.md").read_text("utf-8"), re.M | re.S)
    assert first.startswith("python3 -m venv .venv && .venv/bin/pip install -c constraints.txt . && ")
    assert first.endswith('qa index seeds/ && .venv/bin/qa ask "where did Baghdadi flee?"\n')
    assert second.startswith(".venv/bin/pip install ")
    assert second.endswith("python -m pytest\n")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_to_a_file_leads_somewhere(page: Path) -> None:
    broken = []
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text("utf-8")):
        name, _, anchor = target.partition("#")
        if name.startswith(("http://", "https://")):
            continue
        linked = page.parent / name if name else page
        if not linked.exists() or (anchor and anchor not in anchors(linked)):
            broken.append(target)
    assert broken == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_path_in_the_tree_that_a_page_names_is_there(page: Path) -> None:
    paths = re.findall(
        r"(?<![\w/.-])(?:index|qa|tui|tests|benchmarks|training|docs)/[\w/.-]*\w(?=[`\s,;:)])", page.read_text("utf-8")
    )
    assert [path for path in paths if "NAME" not in path and not list(ROOT.glob(path))] == []


@pytest.mark.models
@pytest.mark.parametrize("code", PYTHON)
def test_the_python_of_a_page_runs(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("QA_CONVERSATIONS", str(tmp_path / "conversations"))
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(code, "example", "exec"), {})
    assert "the desert" in printed.getvalue()
