"""The shape of the packages: sizes, imports, and the modules that importing a package must not load."""

import ast
import importlib
import subprocess
import sys
from pathlib import Path

import pytest

import qa

ROOT = Path(__file__).parent.parent
MODELS = ("torch", "transformers", "sentence_transformers", "onnx")
FORMATS = ("trafilatura", "lxml", "pypdf", "docx", "email.message", "email.utils", "http.client", "filelock")
MOST_LINES, MOST_FUNCTION_LINES = 250, 40
MOST_AT_THE_DOOR = 12
HEAVY = (*MODELS, *FORMATS, "onnxruntime", "tokenizers", "faiss", "protego", "msgspec")


@pytest.mark.parametrize("statement", ["import qa", "import index", "import tui.app", "import qa.cli.main"])
def test_nothing_heavy_is_loaded_at_the_door(statement: str) -> None:
    code = f"import sys; {statement}; print([name for name in {HEAVY} if name in sys.modules])"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert loaded.stdout.strip() == "[]"


def test_the_first_frame_of_the_chat_loads_nothing_but_itself() -> None:
    code = f"""
import asyncio, sys
from tui.app import ChatApp
from tui.background.session import Session
class Closed(Session):
    def assistant(self, *args, **options):
        raise SystemExit
async def run():
    app = ChatApp(Closed())
    names = {(*HEAVY, "click", "numpy", "tui.screens.chat")}
    first = []
    draw = app._display
    def display(screen, renderable):
        if renderable is not None and not first:
            first.append([name for name in sys.modules if name in names or name.startswith(("qa.", "index."))])
        draw(screen, renderable)
    app._display = display
    async with app.run_test():
        print(first[0])
asyncio.run(run())
"""
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=ROOT)
    assert loaded.stdout.splitlines()[0] == "['tui.screens.chat']", loaded.stderr


def test_the_command_opens_the_chat_without_loading_the_other_commands() -> None:
    code = """
import sys
import qa.__main__, tui.app
qa.__main__.has_screen = lambda: True
tui.app.chat = lambda **options: print(options)
sys.argv = ["qa", "--resume"]
qa.__main__.main()
print([name for name in sys.modules if name in ("click", "qa.cli.main")])
"""
    opened = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=ROOT)
    assert opened.stdout.splitlines() == ["{'resume': True}", "[]"], opened.stderr


@pytest.mark.models
def test_a_question_loads_neither_torch_nor_transformers(tmp_path: Path) -> None:
    """With the default models, after the first question: making their files for this machine loads torch."""
    with qa.open(tmp_path / "index", ROOT / "seeds") as assistant:
        assistant.ask("where did Baghdadi flee?")
    arguments = ["qa", "--index", str(tmp_path / "index"), "ask", "where did Baghdadi flee?"]
    code = f"""
import sys
from qa.__main__ import main
sys.argv = {arguments}
try:
    main()
finally:
    print([name for name in {(*MODELS, *FORMATS)} if name in sys.modules])
"""
    asked = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=ROOT)
    assert asked.stdout.startswith("the desert"), asked.stderr
    assert asked.stdout.splitlines()[-1] == "[]"


def test_imports_go_one_way() -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    result = subprocess.run([lint, "--no-cache"], capture_output=True, text=True, check=False, cwd=ROOT)
    assert result.returncode == 0, result.stdout


def modules(package: str) -> list[Path]:
    return sorted((ROOT / package).rglob("*.py"))


@pytest.mark.parametrize("package", ["index", "qa", "tui"])
def test_a_module_is_read_in_minutes_and_a_function_on_one_screen(package: str) -> None:
    too_long = []
    for path in modules(package):
        source = path.read_text("utf-8")
        too_long += [f"{path.name}: {lines} lines"] if (lines := source.count("\n")) > MOST_LINES else []
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno is not None:
                length = node.end_lineno - node.lineno + 1
                too_long += [f"{path.name}, {node.name}: {length} lines"] if length > MOST_FUNCTION_LINES else []
    assert too_long == []


@pytest.mark.parametrize("package", ["index", "qa"])
def test_a_room_has_its_own_folder(package: str) -> None:
    assert len(list((ROOT / package).glob("*.py"))) <= MOST_AT_THE_DOOR
    depths = {len(path.relative_to(ROOT / package).parts) for path in modules(package)}
    assert depths <= {1, 2}, "folders of two levels"


@pytest.mark.parametrize("package", ["index", "qa"])
def test_the_door_names_what_can_be_imported(package: str) -> None:
    """`__all__`, the table of modules, and the names that the type checker sees are the same."""
    door = importlib.import_module(package)
    assert all(getattr(door, name) is not None for name in door.__all__)
    assert set(door.__all__) == set(door._MODULES)
    seen = {
        alias.asname or alias.name
        for node in ast.walk(ast.parse((ROOT / package / "__init__.py").read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module != "typing"
        for alias in node.names
    }
    assert seen == set(door.__all__)
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        _ = door.nothing


def test_the_shipped_models_are_the_ones_that_were_measured() -> None:
    from index.models.embedder import load_embedder
    from index.store.files import checksums
    from qa.reader.base import load_reader

    embedder = checksums(load_embedder().folder / "model.safetensors")[""]
    assert embedder == "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
    reader = checksums(load_reader().folder / "model.safetensors")[""]
    assert reader == "07f2c2e24bd7af0385e10b7b7bce4986d2e7bac4b8ed06dd37b751c511bf53b8"
