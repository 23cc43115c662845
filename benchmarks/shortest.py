"""The shortest honest script that does the same: sentence-transformers, FAISS and a transformers reader in float32.

    python benchmarks/shortest.py index PASSAGES.json FOLDER EMBEDDER
    python benchmarks/shortest.py ask FOLDER EMBEDDER READER QUESTION

PASSAGES.json holds a list of texts. The script finds ten passages by their vectors, reads them in one batch, and
prints the likeliest span. It has no lexical search, sources, offsets, updates or long passages, and always answers.
"""

import json
import sys
from pathlib import Path

import faiss
import torch
from sentence_transformers import SentenceTransformer
from transformers import AutoModelForQuestionAnswering, AutoTokenizer


def make(passages: str, folder: str, embedder: str) -> None:
    """Embed the passages and keep them with their vectors."""
    texts = json.loads(Path(passages).read_text("utf-8"))
    vectors = SentenceTransformer(embedder, device="cpu").encode(texts, normalize_embeddings=True)
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(vectors)
    Path(folder).mkdir(exist_ok=True)
    faiss.write_index(index, f"{folder}/vectors")
    Path(folder, "texts.json").write_text(json.dumps(texts), "utf-8")


def ask(folder: str, embedder: str, reader: str, question: str) -> str:
    """Return the likeliest answer."""
    texts = json.loads(Path(folder, "texts.json").read_text("utf-8"))
    vector = SentenceTransformer(embedder, device="cpu").encode([question], normalize_embeddings=True)
    _, nearest = faiss.read_index(f"{folder}/vectors").search(vector, 10)
    return likeliest(question, [texts[number] for number in nearest[0]], reader)


def likeliest(question: str, passages: list[str], reader: str) -> str:
    """Return the likeliest span of the passages, of at most 30 tokens."""
    tokenizer = AutoTokenizer.from_pretrained(reader)
    model = AutoModelForQuestionAnswering.from_pretrained(reader, dtype=torch.float32)
    batch = tokenizer(
        [question] * len(passages),
        passages,
        truncation="only_second",
        max_length=384,
        padding=True,
        return_offsets_mapping=True,
        return_tensors="pt",
    )
    offsets = batch.pop("offset_mapping")
    with torch.inference_mode():
        output = model(**batch)
    outside = (batch["token_type_ids"] == 0) | (batch["attention_mask"] == 0)
    starts, ends = (logits.masked_fill(outside, -1e4) for logits in (output.start_logits, output.end_logits))
    scores = (starts[:, :, None] + ends[:, None, :]).triu().tril(29)
    row, start, end = (int(number) for number in torch.unravel_index(scores.argmax(), scores.shape))
    return str(passages[row][int(offsets[row, start, 0]) : int(offsets[row, end, 1])])


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["index", *arguments]:
            make(*arguments)
        case ["ask", *arguments]:
            print(ask(*arguments))
        case _:
            print(__doc__)
