"""The default models on onnxruntime: they see and say what they do on torch, and what is kept of them is checked."""

import json
import logging
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import index.models.bert_onnx
import index.models.minilm
import index.models.onnx_runtime
import qa.reader.base
from index import ArticleIndex, EmbedderMismatch
from index.models.bert_onnx import bert_graph, largest_product
from index.models.embedder import DEFAULT_EMBEDDER, comparable, load_embedder, refuse_another
from index.models.minilm import EIGHT_BIT, FLOAT, OnnxEmbedder
from index.models.onnx_runtime import OnnxModel, OnnxUnsupported, onnx_model
from index.models.sentence_transformers import SentenceEmbedder
from qa.reader.base import load_reader
from qa.reader.onnx_reader import OnnxReader, load_shipped_reader
from qa.reader.transformers_reader import TransformersModel

NASTY = (
    "",
    " \t\n",
    "where did he flee?",
    "Naïve façade — “Schloß”, €3.5m (북경/北京) ½ ﬁ",
    "e\u0301 vs \u00e9, I\u0307stanbul, ǅ, ﷽",
    "zero\u200bwidth\u200djoiner\ufeff soft\u00adhyphen \x00\x07\x1b[31m \u202eright to left",
    "[CLS] [SEP] [MASK] [PAD] ##ing [UNK]",
    "x" * 300 + " " + "don't U.S.A. 1,000.50 e-mail@example.org #tag 😀👩‍👩‍👧",
    "words in a row " * 400,
)


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to keep models in."""
    monkeypatch.setattr(index.models.onnx_runtime, "cache_folder", lambda: tmp_path / "models")
    return tmp_path / "models"


def test_onnxruntime_keeps_no_count_of_its_use(tmp_path: Path) -> None:
    """It would send it to its maker; where CI is set in the environment, it never does."""
    kept = {name: value for name, value in os.environ.items() if name not in {"CI", "XDG_CACHE_HOME"}}
    kept = {name: value for name, value in kept.items() if not name.startswith("ORT_")}
    code = "from index.models.onnx_runtime import eight_bit_is_exact; eight_bit_is_exact()"
    subprocess.run([sys.executable, "-c", code], env=kept | {"HOME": str(tmp_path)}, check=True)
    assert list(tmp_path.iterdir()) == []


class Making:
    """Makes a small model, and counts how often."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> bytes:
        self.times += 1
        return largest_product()

    def model(self, is_right: Callable[[OnnxModel], bool] = lambda _: True) -> OnnxModel:
        return onnx_model("model", "digest", "float32", self, is_right)


def test_a_model_is_made_and_compared_once(kept: Path) -> None:
    making = Making()
    compared: list[OnnxModel] = []

    def is_right(model: OnnxModel) -> bool:
        compared.append(model)
        return True

    for _ in range(3):
        making.model(is_right)
    assert (making.times, len(compared), len(list(kept.iterdir()))) == (1, 1, 1)


@pytest.mark.parametrize("damage", [lambda data: data[:-1] + b"?", lambda data: data[:100], lambda data: b""])
def test_a_damaged_file_is_noticed_and_made_anew(
    kept: Path, caplog: pytest.LogCaptureFixture, damage: Callable[[bytes], bytes]
) -> None:
    making = Making()
    making.model()
    [path] = kept.iterdir()
    whole = path.read_bytes()
    path.write_bytes(damage(whole))
    making.model()
    assert (making.times, path.read_bytes()) == (2, whole)
    assert f"The file {path} was damaged, and is made anew." in caplog.text


def test_where_nothing_can_be_kept_a_model_is_made_each_time(kept: Path, caplog: pytest.LogCaptureFixture) -> None:
    kept.write_text("a file where the folder should be")
    making = Making()
    for _ in range(2):
        making.model()
    assert making.times == 2
    assert [f"cannot be kept in {kept}" in record.getMessage() for record in caplog.records] == [True, True]


def test_a_model_with_other_results_is_refused_and_not_kept(kept: Path) -> None:
    with pytest.raises(OnnxUnsupported, match="other results than the original"):
        Making().model(lambda _: False)
    assert not kept.exists()


def test_weights_that_cannot_be_read_are_refused(kept: Path, tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text('{"model_type": "bert", "hidden_act": "gelu"}')
    (tmp_path / "model.safetensors").write_bytes(b"rubbish")
    with pytest.raises(OnnxUnsupported, match="cannot be made"):
        onnx_model("model", "digest", "float32", lambda: bert_graph(tmp_path, "mean"), lambda _: True)
    (tmp_path / "config.json").write_text('{"model_type": "gpt2"}')
    with pytest.raises(ValueError, match="no BERT"):
        bert_graph(tmp_path, "mean")


def test_eight_bits_are_not_used_where_the_processor_loses_something(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index.models.minilm, "onnx_model", lambda *_: OnnxModel(largest_product()))
    monkeypatch.setattr(index.models.minilm, "eight_bit_is_exact", lambda: True)
    assert json.loads(load_embedder().fingerprint)["precision"] == EIGHT_BIT
    monkeypatch.setattr(index.models.bert_onnx, "LARGEST_PRODUCT", 0)
    monkeypatch.setattr(index.models.minilm, "eight_bit_is_exact", index.models.onnx_runtime.eight_bit_is_exact)
    assert json.loads(load_embedder().fingerprint)["precision"] == FLOAT
    assert (
        json.loads(load_embedder(fingerprint=f'{{"precision": "{EIGHT_BIT}"}}').fingerprint)["precision"] == EIGHT_BIT
    )


def test_vectors_compare_when_nothing_but_the_engine_of_float32_differs() -> None:
    torch = {"model": "m", "engine": "torch", "precision": "float32", "files": "a"}
    here = torch | {"engine": "onnxruntime"}
    eight = here | {"precision": EIGHT_BIT}
    assert comparable(json.dumps(torch), json.dumps(here))
    assert comparable("of another kind", "of another kind")
    for one, other in ((here, eight), (torch, eight), (torch, here | {"files": "b"})):
        assert not comparable(json.dumps(one), json.dumps(other))
    assert not comparable("of another kind", json.dumps(here))


@pytest.fixture(scope="module")
def original() -> SentenceEmbedder:
    return SentenceEmbedder(DEFAULT_EMBEDDER, load_embedder().folder)


@pytest.mark.models
@pytest.mark.parametrize(("precision", "least"), [(FLOAT, 0.99999), (EIGHT_BIT, 0.97)])
def test_vectors_are_those_of_torch(original: SentenceEmbedder, precision: str, least: float) -> None:
    embedder = OnnxEmbedder(original.name, original.folder, precision)
    vectors = embedder.embed(NASTY)
    assert (vectors * original.embed(NASTY)).sum(axis=1).min() >= least
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(len(NASTY)), abs=1e-5)
    assert embedder.dimension == original.dimension
    assert embedder.embed([]).shape == (0, original.dimension)


@pytest.mark.models
def test_a_vector_does_not_depend_on_the_texts_beside_it(original: SentenceEmbedder) -> None:
    embedder = OnnxEmbedder(original.name, original.folder, EIGHT_BIT)
    together = embedder.embed(NASTY)
    assert all((embedder.embed([text])[0] == vector).all() for text, vector in zip(NASTY, together, strict=True))


@pytest.mark.models
def test_the_embedder_sees_the_tokens_that_sentence_transformers_sees(original: SentenceEmbedder) -> None:
    here = OnnxEmbedder(original.name, original.folder).tokens(NASTY)
    for text, (ids, _) in zip(NASTY, here, strict=True):
        assert original._model.preprocess([text])["input_ids"][0].tolist() == list(ids)


@pytest.mark.models
def test_an_embedder_that_onnxruntime_cannot_run_runs_on_torch(
    original: SentenceEmbedder, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(*_: object) -> OnnxModel:
        raise OnnxUnsupported("no such operator")

    monkeypatch.setattr(index.models.minilm, "onnx_model", refuse)
    embedder = load_embedder()
    assert (embedder.embed(NASTY) == original.embed(NASTY)).all()
    assert embedder.fingerprint == original.fingerprint
    assert [record.levelno for record in caplog.records] == [logging.WARNING]
    with pytest.raises(EmbedderMismatch, match=r"int8 from layer 3 then, float32 now\); .*: qa index --remake"):
        refuse_another(embedder, Path("i"), embedder.name, original.fingerprint.replace('"float32"', f'"{EIGHT_BIT}"'))


@pytest.mark.models
def test_an_index_with_vectors_of_torch_is_asked_without_torch(original: SentenceEmbedder, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The harbour of Kessin froze in January.")
    (tmp_path / "b.txt").write_text("The mayor opened a new bridge.")
    ArticleIndex.open(tmp_path / "index", [tmp_path], embedder=original).close()
    with ArticleIndex(tmp_path / "index") as library:
        assert "froze" in library.search("frozen port", 1)[0].text
        assert json.loads(library.embedder.fingerprint)["engine"] == "onnxruntime"
        assert library.update([tmp_path]).embedded == 0


@pytest.fixture(scope="module")
def readers() -> tuple[OnnxReader, TransformersModel]:
    here = load_shipped_reader("shipped", qa.reader.base._SHIPPED)
    assert isinstance(here, OnnxReader)
    return here, TransformersModel("shipped", qa.reader.base._SHIPPED)


@pytest.mark.models
@pytest.mark.parametrize("question", NASTY)
def test_the_reader_sees_the_windows_that_transformers_makes(
    readers: tuple[OnnxReader, TransformersModel], question: str
) -> None:
    here, there = (model.windows(question, NASTY) for model in readers)
    assert [(w.passage, w.ids, w.types, w.offsets.tolist()) for w in here] == [
        (w.passage, w.ids, w.types, w.offsets.tolist()) for w in there
    ]


@pytest.mark.models
def test_the_reader_finds_the_spans_that_it_finds_on_torch(readers: tuple[OnnxReader, TransformersModel]) -> None:
    article = (Path(__file__).parent.parent / "seeds" / "baghdadi-coup-attempt.txt").read_text("utf-8")
    passages = [article[start : start + 900] for start in range(0, len(article), 900)] + [article]
    here, there = load_reader(), load_reader()
    here._loaded, there._loaded = readers
    for question in ("where did Baghdadi flee?", "who fought off a coup?", "when did the fighting start?"):
        ours, theirs = here.read(question, passages), there.read(question, passages)
        assert [[(s.start, s.end) for s in spans] for spans in ours] == [
            [(s.start, s.end) for s in spans] for spans in theirs
        ]
        scores = [[s.score for spans in found for s in spans] for found in (ours, theirs)]
        assert scores[0] == pytest.approx(scores[1], abs=1e-3)
