"""Build the ONNX graph of a BERT model (Devlin et al. 2019) from its weights; the only module that imports onnx.

The graph takes one text at a time. So there is no padding and no mask, and the output for a text does not depend on
other texts. That holds for 8-bit numbers, too, because their scale is computed for one text.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from safetensors.numpy import load_file

__all__ = ["LARGEST_PRODUCT", "Head", "bert_graph", "largest_product"]

Head = Literal["mean", "span"]
"""The output: the mean over the tokens as a unit vector, or the start and end logits of each token, (tokens, 2)."""

_FUSED = "com.microsoft"
"""The domain of onnxruntime's own operators, which fuse several standard ones and so run faster."""


def bert_graph(folder: Path, head: Head, eight_bit_from: int | None = None) -> bytes:
    """Return the model in `folder` with this head as a serialized ONNX model.

    Weights and activations have 8 bits from layer `eight_bit_from` on (counted from 0), and are float32 before it.
    The inputs are `ids` and `types`, int64 of shape (1, tokens). The output has a leading dimension of 1.

    Raises:
        OSError: the model's files cannot be read.
        ValueError: the files are malformed, lack weights, or are no BERT with GELU and absolute positions.
    """
    config = json.loads((folder / "config.json").read_text("utf-8"))
    kind = (config.get("model_type"), config.get("hidden_act"), config.get("position_embedding_type", "absolute"))
    if kind != ("bert", "gelu", "absolute"):
        raise ValueError(f"it is no BERT that can be built here: {kind}")
    weights = load_file(folder / "model.safetensors")
    graph = _Graph({name.removeprefix("bert."): weight for name, weight in weights.items()}, config)
    try:
        hidden = graph.embeddings()
        for layer in range(config["num_hidden_layers"]):
            hidden = graph.layer(hidden, layer, eight_bit=eight_bit_from is not None and layer >= eight_bit_from)
        return graph.serialized(graph.mean(hidden) if head == "mean" else graph.span_logits(hidden))
    except KeyError as error:
        raise ValueError(f"it has no {error}") from error


class _Graph:
    """A graph that is built from the input to the output; methods take and return the names of nodes' outputs."""

    def __init__(self, weights: Mapping[str, NDArray[Any]], config: Mapping[str, Any]) -> None:
        self._weights = weights
        self._heads = config["num_attention_heads"]
        self._epsilon = float(config["layer_norm_eps"])
        self._nodes: list[onnx.NodeProto] = []
        self._constants: list[onnx.TensorProto] = []

    def _add(self, kind: str, *inputs: str, domain: str = "", **attributes: Any) -> str:
        output = f"{kind}{len(self._nodes)}"
        self._nodes.append(helper.make_node(kind, inputs, [output], output, domain=domain, **attributes))
        return output

    def _constant(self, value: NDArray[Any]) -> str:
        name = f"constant{len(self._constants)}"
        self._constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def _weight(self, *names: str) -> NDArray[np.float32]:
        """Return a weight, or several side by side; torch's (outputs, inputs) become ONNX's (inputs, outputs)."""
        return np.concatenate([self._weights[name].T for name in names], axis=-1).astype(np.float32)

    def _vector(self, *names: str) -> str:
        return self._constant(self._weight(*names))

    def embeddings(self) -> str:
        """Add and normalise the word, type and position embeddings."""
        words, types, positions = (self._weights[f"embeddings.{kind}_embeddings.weight"] for kind in _EMBEDDINGS)
        # In float16, half the bytes to read at every start; the weights of the shipped reader are float16 anyway.
        word = self._add("Gather", self._constant(words.astype(np.float16)), "ids")
        kind = self._add("Gather", self._constant(types.astype(np.float32)), "types")
        length = self._add("Shape", "ids", start=1, end=2)
        zero = self._constant(np.array([0]))
        position = self._add("Slice", self._constant(positions.astype(np.float32)), zero, length, zero)
        total = self._add("Add", self._add("Add", self._add("Cast", word, to=TensorProto.FLOAT), kind), position)
        scale, shift = (self._vector(f"embeddings.LayerNorm.{name}") for name in ("weight", "bias"))
        return self._add("LayerNormalization", total, scale, shift, epsilon=self._epsilon)

    def layer(self, hidden: str, number: int, *, eight_bit: bool) -> str:
        """Add one transformer layer on top of `hidden`."""
        prefix = f"encoder.layer.{number}."
        attended = self._attention(hidden, f"{prefix}attention.self.", eight_bit=eight_bit)
        hidden = self._added(attended, hidden, f"{prefix}attention.output.", eight_bit=eight_bit)
        wide = self._product(hidden, f"{prefix}intermediate.dense.weight", eight_bit=eight_bit)
        active = self._add("BiasGelu", wide, self._vector(f"{prefix}intermediate.dense.bias"), domain=_FUSED)
        return self._added(active, hidden, f"{prefix}output.", eight_bit=eight_bit)

    def _attention(self, hidden: str, prefix: str, *, eight_bit: bool) -> str:
        weights = [f"{prefix}{name}.weight" for name in _PROJECTIONS]
        bias = self._vector(*(f"{prefix}{name}.bias" for name in _PROJECTIONS))
        if not eight_bit:
            joined = self._constant(self._weight(*weights))
            return self._add("Attention", hidden, joined, bias, domain=_FUSED, num_heads=self._heads)
        parts = [self._product(hidden, name, eight_bit=True) for name in weights]
        return self._add("MultiHeadAttention", *parts, bias, domain=_FUSED, num_heads=self._heads)

    def _product(self, hidden: str, name: str, *, eight_bit: bool) -> str:
        weight = self._weight(name)
        if not eight_bit:
            return self._add("MatMul", hidden, self._constant(weight))
        whole, scale = _eight_bit(weight)
        return self._add("DynamicQuantizeMatMul", hidden, self._constant(whole), self._constant(scale), domain=_FUSED)

    def _added(self, changed: str, hidden: str, prefix: str, *, eight_bit: bool) -> str:
        """Project `changed`, add the residual `hidden`, and normalise."""
        projected = self._product(changed, f"{prefix}dense.weight", eight_bit=eight_bit)
        norm = [self._vector(f"{prefix}{name}") for name in ("LayerNorm.weight", "LayerNorm.bias", "dense.bias")]
        return self._add("SkipLayerNormalization", projected, hidden, *norm, domain=_FUSED, epsilon=self._epsilon)

    def mean(self, hidden: str) -> str:
        """Take the mean over the tokens, as a unit vector."""
        mean = self._add("ReduceMean", hidden, self._constant(np.array([1])), keepdims=0)
        return self._add("LpNormalization", mean, axis=-1, p=2)

    def span_logits(self, hidden: str) -> str:
        """Compute the start and end logits of each token."""
        product = self._product(hidden, "qa_outputs.weight", eight_bit=False)
        return self._add("Add", product, self._vector("qa_outputs.bias"))

    def serialized(self, output: str) -> bytes:
        """Serialize the model that returns `output`."""
        inputs = [helper.make_tensor_value_info(name, TensorProto.INT64, [1, "tokens"]) for name in ("ids", "types")]
        outputs = [helper.make_tensor_value_info(output, TensorProto.FLOAT, None)]
        graph = helper.make_graph(self._nodes, "bert", inputs, outputs, self._constants)
        operators = [helper.make_opsetid("", 20), helper.make_opsetid(_FUSED, 1)]
        model = helper.make_model(graph, opset_imports=operators, ir_version=10, producer_name="articles-qa")
        return bytes(model.SerializeToString())


_EMBEDDINGS = ("word", "token_type", "position")
_PROJECTIONS = ("query", "key", "value")


def _eight_bit(weight: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Quantize a matrix to integers from -127 to 127; return them, and the scale of each column."""
    scale = np.maximum(np.abs(weight).max(axis=0), np.finfo(np.float32).tiny) / 127
    return np.rint(weight / scale).astype(np.int8), scale.astype(np.float32)


LARGEST_PRODUCT = 64 * 255 * 127
"""Each number that the model of `largest_product` returns for an input of 255, on an exact processor."""


def largest_product() -> bytes:
    """Serialize a model that multiplies its input `left`, uint8 (rows, 64), by the largest 8-bit numbers."""
    right = numpy_helper.from_array(np.full((64, 16), 127, dtype=np.int8), "right")
    node = helper.make_node("MatMulInteger", ["left", "right"], ["product"])
    inputs = [helper.make_tensor_value_info("left", TensorProto.UINT8, ["rows", 64])]
    outputs = [helper.make_tensor_value_info("product", TensorProto.INT32, ["rows", 16])]
    graph = helper.make_graph([node], "product", inputs, outputs, [right])
    return bytes(
        helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=10).SerializeToString()
    )
