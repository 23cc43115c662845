"""Each engine's library is imported in its own module only, and all SQL is in the store."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = sorted(path for package in ("index", "qa", "tui") for path in (ROOT / package).rglob("*.py"))
SQL = re.compile(r"\b(SELECT|INSERT (OR \w+ )?INTO|UPDATE \w+ SET|DELETE FROM|PRAGMA|(CREATE|ALTER|DROP) \w+)\s")


def imported(tree: ast.AST) -> set[str]:
    """Names of the packages that a module imports, wherever in it."""
    packages = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            packages |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            packages.add((node.module or "").split(".")[0])
    return packages


def code(path: Path) -> tuple[str, ast.Module]:
    return path.relative_to(ROOT).as_posix(), ast.parse(path.read_text("utf-8"))


@pytest.mark.parametrize(
    ("library", "module"), [("faiss", "index/search/faiss_index.py"), ("tantivy", "index/search/tantivy_index.py")]
)
def test_only_the_module_of_an_engine_imports_its_library(library: str, module: str) -> None:
    assert [name for name, tree in map(code, MODULES) if library in imported(tree)] == [module]


def test_only_the_registry_imports_the_modules_of_engines() -> None:
    of_engines = re.compile(r"\b(faiss|tantivy)_index\b")
    assert [path.name for path in MODULES if of_engines.search(path.read_text("utf-8"))] == ["engines.py"]


def texts(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def test_all_sql_is_in_the_store() -> None:
    elsewhere = [
        name
        for name, tree in map(code, MODULES)
        if not name.startswith("index/store/")
        and (
            any(SQL.search(text) for text in texts(tree))
            or any(isinstance(node, ast.Attribute) and node.attr.startswith("execute") for node in ast.walk(tree))
            or "sqlite3" in imported(tree)
        )
    ]
    assert elsewhere == []
