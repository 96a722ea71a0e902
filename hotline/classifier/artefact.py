"""How a model is kept: arrays and JSON with a SHA-256 each, never pickle; what was changed since is refused."""

from __future__ import annotations

import hashlib
import io
import json
import os
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from hotline.classifier.bundle import Bundle
from hotline.classifier.linear import Linear
from hotline.classifier.space import Space

FORMAT = 1
MANIFEST, MODEL, GRAMS, ARRAYS, LEXICON = "manifest.json", "model.json", "grams.json", "arrays.npz", "lexicon.toml"
FILES = (MODEL, GRAMS, ARRAYS, LEXICON)
LARGEST_FILE = 1 << 28
ID_LENGTH = 12


class BadModel(Exception):
    """A model cannot be used; the message is one plain line."""

    is_plain = True


def pack(bundle: Bundle) -> dict[str, bytes]:
    """Return the files of a training; the same one gives the same bytes."""
    about = {
        "labels": {name: model.labels for name, model in bundle.models.items()},
        "hit_labels": bundle.space.hit_labels,
        "facts": bundle.facts,
    }
    arrays = {"rarity": bundle.space.rarity}
    for name, model in sorted(bundle.models.items()):
        arrays |= {f"weights.{name}": model.weights, f"offsets.{name}": model.offsets}
    files = {
        MODEL: _json(about),
        GRAMS: _json(bundle.space.grams),
        ARRAYS: _arrays(**arrays),
        LEXICON: bundle.lexicon.encode(),
    }
    sums = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    return {**files, MANIFEST: _json({"format": FORMAT, "sha256": sums})}


def unpack(files: Mapping[str, bytes], name: str = "the model") -> Bundle:
    """Return the training in these files; raises BadModel when one is missing, changed or made for another release."""
    _verify(files, name)
    try:
        about, grams = json.loads(files[MODEL]), tuple(json.loads(files[GRAMS]))
        with np.load(io.BytesIO(files[ARRAYS]), allow_pickle=False) as arrays:
            space = Space(grams, arrays["rarity"], tuple(about["hit_labels"]))
            models = {
                head: Linear(tuple(labels), space, arrays[f"weights.{head}"], arrays[f"offsets.{head}"])
                for head, labels in about["labels"].items()
            }
        bundle = Bundle(space, models, files[LEXICON].decode(), about["facts"])
    except (ValueError, KeyError, TypeError, AttributeError, zipfile.BadZipFile) as fault:
        raise BadModel(f"{name} cannot be read: {type(fault).__name__}") from None
    if not all(_fits(model) for model in models.values()):
        raise BadModel(f"{name} cannot be read: its arrays do not fit its labels")
    return bundle


def model_id(files: Mapping[str, bytes]) -> str:
    """Name a model by its content."""
    return hashlib.sha256(files[MANIFEST]).hexdigest()[:ID_LENGTH]


def save(bundle: Bundle, folder: Path) -> str:
    """Write a model into a folder, the manifest last, so that a half-written one is refused; return its id."""
    files = pack(bundle)
    folder.mkdir(parents=True, exist_ok=True)
    for name in (*FILES, MANIFEST):
        fresh = folder / f".{name}.new"
        fresh.write_bytes(files[name])
        os.replace(fresh, folder / name)
    return model_id(files)


def load_bundle(folder: Path) -> Bundle:
    """Read the model in a folder; raises BadModel."""
    return unpack(read_files(folder), str(folder))


def read_files(folder: Path) -> dict[str, bytes]:
    """Read the files of a model as they lie; raises BadModel when they are not there."""
    files = {}
    for name in (*FILES, MANIFEST):
        try:
            if (folder / name).stat().st_size > LARGEST_FILE:
                raise BadModel(f"{folder / name} is too large for a model")
            files[name] = (folder / name).read_bytes()
        except OSError as fault:
            raise BadModel(f"{folder} holds no model: {name}: {fault.strerror}") from None
    return files


def _verify(files: Mapping[str, bytes], name: str) -> None:
    sums = _manifest(files.get(MANIFEST, b""), name)
    for file in FILES:
        if file not in files:
            raise BadModel(f"{name} has no {file}")
        if sums.get(file) != hashlib.sha256(files[file]).hexdigest():
            raise BadModel(f"{name} is refused: {file} was changed after the model was trained")


def _manifest(content: bytes, name: str) -> dict[str, Any]:
    """Read the manifest; written in any other way than ours, it was changed."""
    try:
        manifest = json.loads(content)
        given, sums = manifest["format"], manifest["sha256"]
        if content != _json(manifest) or not isinstance(sums, dict):
            raise ValueError
    except (ValueError, KeyError, TypeError):
        raise BadModel(f"{name} is refused: {MANIFEST} was changed after the model was trained") from None
    if given != FORMAT:
        raise BadModel(f"{name} was made for another release: format {given}, here {FORMAT}")
    return sums


def _fits(model: Linear) -> bool:
    rows, width = len(model.labels), model.space.width
    shapes = model.weights.shape, model.offsets.shape, model.space.rarity.shape
    return shapes == ((rows, width), (rows,), (len(model.space.grams),))


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, sort_keys=True, indent=None, separators=(",", ":")) + "\n").encode()


def _arrays(**arrays: Any) -> bytes:
    held = io.BytesIO()
    np.savez_compressed(held, **arrays)
    return held.getvalue()
