"""The inputs that are kept: a file for each target, a line for each input, a JSON string of its bytes.

Bytes that are no UTF-8 are written as lone surrogates, as Python's ``surrogateescape`` does. New lines go anywhere;
what once broke a promise stays for good.
"""

import json
from collections.abc import Iterable
from pathlib import Path

FOLDER = Path(__file__).parent / "corpus"


def read_corpus(name: str) -> list[bytes]:
    """Return the inputs of a target."""
    lines = (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line).encode("utf-8", "surrogateescape") for line in lines]


def write_corpus(name: str, inputs: Iterable[bytes]) -> None:
    """Keep the inputs of a target, short ones first."""
    rows = sorted(set(inputs), key=lambda data: (len(data), data))
    (FOLDER / f"{name}.jsonl").write_text("".join(f"{_write(data)}\n" for data in rows), encoding="utf-8")


def _write(data: bytes) -> str:
    text = data.decode("utf-8", "surrogateescape")
    return json.dumps(text, ensure_ascii=not text.replace("\n", "").isprintable())
