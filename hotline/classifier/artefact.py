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

from hotline.classifier.linear import Linear
from hotline.classifier.space import Space
from hotline.classifier.trained import Trained

FORMAT = 1
MANIFEST, MODEL, GRAMS, ARRAYS, LEXICON = "manifest.json", "model.json", "grams.json", "arrays.npz", "lexicon.toml"
FILES = (MODEL, GRAMS, ARRAYS, LEXICON)
LARGEST_FILE = 1 << 28
ID_LENGTH = 12


class BadModel(Exception):
    """A model cannot be used; the message is one plain line."""

    is_plain = True


def pack(model: Trained) -> dict[str, bytes]:
    """Return the files of a model; the same model gives the same bytes."""
    linear = model.linear
    about = {
        "labels": linear.labels, "hit_labels": linear.space.hit_labels, "sure_from": model.sure_from,
        "facts": model.facts,
    }  # fmt: skip
    files = {
        MODEL: _json(about),
        GRAMS: _json(linear.space.grams),
        ARRAYS: _arrays(rarity=linear.space.rarity, weights=linear.weights, offsets=linear.offsets),
        LEXICON: model.lexicon.encode(),
    }
    sums = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    return {**files, MANIFEST: _json({"format": FORMAT, "sha256": sums})}


def unpack(files: Mapping[str, bytes], name: str = "the model") -> Trained:
    """Return the model in these files; raises BadModel when one is missing, changed or made for another release."""
    _verify(files, name)
    try:
        about, grams = json.loads(files[MODEL]), tuple(json.loads(files[GRAMS]))
        with np.load(io.BytesIO(files[ARRAYS]), allow_pickle=False) as arrays:
            rarity, weights, offsets = (arrays[key] for key in ("rarity", "weights", "offsets"))
        space = Space(grams, rarity, tuple(about["hit_labels"]))
        linear = Linear(tuple(about["labels"]), space, weights, offsets)
        model = Trained(linear, float(about["sure_from"]), files[LEXICON].decode(), about["facts"])
    except (ValueError, KeyError, TypeError, zipfile.BadZipFile) as fault:
        raise BadModel(f"{name} cannot be read: {type(fault).__name__}") from None
    if weights.shape != (len(linear.labels), space.width) or rarity.shape != (len(grams),):
        raise BadModel(f"{name} cannot be read: its arrays do not fit its labels")
    return model


def model_id(files: Mapping[str, bytes]) -> str:
    """Name a model by its content."""
    return hashlib.sha256(files[MANIFEST]).hexdigest()[:ID_LENGTH]


def save(model: Trained, folder: Path) -> str:
    """Write a model into a folder, the manifest last, so that a half-written one is refused; return its id."""
    files = pack(model)
    folder.mkdir(parents=True, exist_ok=True)
    for name in (*FILES, MANIFEST):
        fresh = folder / f".{name}.new"
        fresh.write_bytes(files[name])
        os.replace(fresh, folder / name)
    return model_id(files)


def load_model(folder: Path) -> Trained:
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


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, sort_keys=True, indent=None, separators=(",", ":")) + "\n").encode()


def _arrays(**arrays: Any) -> bytes:
    held = io.BytesIO()
    np.savez_compressed(held, **arrays)
    return held.getvalue()
