"""Checks an audit pack with nothing but Python: chains, checkpoint, and every published figure to the byte."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hotline.verifier import chains, statements
from hotline.verifier.chains import Spoiled
from hotline.verifier.lines import as_csv
from hotline.verifier.reports import REPORTS, Figures

_PARTS = ("pack", "cases", "names", "calendars", "checkpoint")
_MOST_TOLD = 20


def main() -> int:
    """Check the unpacked pack in the folder named, or in this one; return 0 when all of it holds."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else ".")
    try:
        found = list(_faults(folder))
    except (OSError, ValueError, KeyError, TypeError) as fault:
        found = [f"the pack is not whole: {type(fault).__name__}: {fault}"]
    except Spoiled as fault:
        found = [str(fault)]
    for one in found[:_MOST_TOLD]:
        _say(f"BROKEN: {one}")
    if not found:
        _say("Everything holds.")
    return 1 if found else 0


def _faults(folder: Path) -> Iterator[str]:
    """Yield what does not hold; a pack whose events are spoiled is not asked for figures."""
    parts = {name: json.loads((folder / f"{name}.json").read_text(encoding="utf-8")) for name in _PARTS}
    with (folder / "events.jsonl").open(encoding="utf-8") as file:
        known = chains.by_chain(json.loads(line) for line in file)
    chains.check_checkpoint(parts["checkpoint"])
    missing = [facts["id"] for facts in parts["cases"] if facts["id"] not in known]
    yield from (f"chain {chain}: all of it is gone" for chain in missing)
    spoiled = [*missing, *chains.broken(known), *chains.contradicted(known, parts["checkpoint"])]
    yield from spoiled[len(missing) :]
    _tell(parts, known)
    if not spoiled:
        yield from _figures(folder, parts, known)
        yield from statements.faults(folder, known)


def _figures(folder: Path, parts: dict[str, Any], known: chains.Chains) -> Iterator[str]:
    of = Figures({**parts["pack"], **{name: parts[name] for name in ("cases", "names", "calendars")}}, known)
    for slug in parts["pack"]["reports"]:
        if slug not in REPORTS:
            yield f"figures/{slug}.csv: nothing here knows how to draw it anew"
            continue
        published = (folder / "figures" / f"{slug}.csv").read_bytes()
        same = as_csv(REPORTS[slug](of)).encode() == published
        _say(f"figures/{slug}.csv: {'the same to the byte' if same else 'NOT what the events give'}")
        if not same:
            yield f"figures/{slug}.csv: the events give other figures"


def _tell(parts: dict[str, Any], known: chains.Chains) -> None:
    one = parts["checkpoint"]
    young = chains.uncovered(known, one)
    _say(f"{sum(map(len, known.values()))} events, {young} of them younger than the checkpoint")
    _say(f"{len(known)} chains here, {len(one['ends'])} under the checkpoint: alike only in a pack of all days")
    _say(f"checkpoint {one['number']} of {one['at']}, root {one['root']}")
    _say(f"signed by {one['public_key']}: compare it with the one you were given on paper")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    sys.exit(main())
