"""Puts each case among its like as it comes in, by keyed lines alone; what tells something new stands out."""

from __future__ import annotations

from hotline import ids
from hotline.classifier.likeness import Shingles, compare, shingles
from hotline.classifier.news import signs
from hotline.classifier.normalise import tokenise
from hotline.classifier.sketch import sketch
from hotline.domain.grouping import WINDOW, Leader, find_group, side, tells_more, told_by
from hotline.services.reading import Reading
from hotline.store import messages, standings
from hotline.store.models.casework import Case
from hotline.store.models.sorting import Standing
from hotline.store.models.traffic import Message
from hotline.vault import Vault

LINE_BYTES = 8
# So much of a long text is compared: the rest would make triage slow, and alike beginnings are alike enough.
LONGEST = 1_000


def stand(reading: Reading, case: Case) -> Standing:
    """Put a new case among its like; only texts that the same people may read are compared.

    Equal keys are equal words to nobody: what holds no typed word is like another only where both name one place.
    """
    unit, cut, place = reading.unit, _cut(reading.text), reading.findings.place
    whose = side(reading.accused, case.sensitivity, exercise=case.exercise)
    by_keys = not (reading.message.dialled or {"typed": True})["typed"]
    compared = f"{whose}|keys|{place.code if place else ''}" if by_keys else whose
    lines = _lines(unit.vault, compared, cut) if place or not by_keys else []
    told = told_by(reading.findings, signs(reading.text))
    alike = standings.leaders(unit.session, lines, reading.message.received_at - WINDOW)
    leaders = {row.case_id: row for row, _ in alike}
    placed = find_group([_leader(unit.vault, cut, row, text) for row, text in alike], told)
    row = Standing(
        case_id=case.id, message_id=reading.message.id, at=reading.message.received_at, news=placed.news,
        group_id=leaders[placed.leader].group_id if placed.leader else ids.new_id(), near_id=placed.near,
        likeness=placed.likeness, told=sorted(told), same=unit.vault.blind(f"same:{whose}", _words(reading.text)),
        sketch=[] if placed.leader else lines,
    )  # fmt: skip
    unit.session.add(row)
    if placed.leader is not None:
        _let_stand_out(leaders[placed.leader], row)
    return row


def hear_more(reading: Reading, case: Case) -> None:
    """Let a case step out of its group when a later text tells what the group does not."""
    row = standings.get(reading.unit.session, case.id)
    if row is None:
        return
    leader = standings.leader_of(reading.unit.session, row.group_id)
    fresh = told_by(reading.findings, signs(reading.text)) - set(row.told) - set(leader.told if leader else ())
    if fresh:
        standings.step_out(reading.unit.session, row)
        row.news, row.told = True, sorted({*row.told, *fresh})


def _let_stand_out(leader: Standing, row: Standing) -> None:
    """A danger is understood before what came earlier: what it tells is news all the same once its like are read."""
    if leader.at > row.at and tells_more(leader.told, row.told):
        leader.news = True


def _leader(vault: Vault, cut: Shingles, row: Standing, text: Message) -> Leader:
    words = messages.body(vault, text)
    return Leader(row.case_id, round(100 * compare(cut, _cut(words))), frozenset(row.told))


def _lines(vault: Vault, whose: str, cut: Shingles) -> list[int]:
    """Key the lines of a sketch, so that they tell nothing but which texts are alike."""
    keyed = (vault.blind(f"likeness:{whose}", line)[:LINE_BYTES] for line in sketch(cut))
    return [int.from_bytes(line, "big", signed=True) for line in keyed]


def _cut(text: str) -> Shingles:
    return shingles(text[:LONGEST])


def _words(text: str) -> str:
    return " ".join(token.key for token in tokenise(text)) or text.strip()
