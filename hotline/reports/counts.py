"""Reports that count what happened: reopenings, transfers, exclusions, and who read what is protected."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from hotline.domain.metrics import Wait
from hotline.domain.questions import CASE, EXTRACT, STEPS, WORD, showed
from hotline.reports.base import COLUMNS, Drawn, Report, Row, later
from hotline.reports.gather import Counted
from hotline.reports.summaries import left_out, number
from hotline.store import trail

# What stands before a reader's name in the rows of those who were shown less than the case.
LESS = (EXTRACT, STEPS, WORD)


def told(one: Counted) -> Iterator[tuple[str, Wait | int]]:
    """Yield how often one case was closed, opened again, moved, and, where it is protected, read by whom."""
    yield "cases_closed", int(bool(one.story.closes))
    yield "closings", len(one.story.closes)
    yield "cases_reopened", int(bool(one.story.reopened))
    yield "cases_transferred", int(any(event.kind == "transferred" for event in one.events))
    yield from ((f"reopened_{why}", 1) for why in _data(one, "reopened", "why"))
    yield from ((f"transfer_{why}", 1) for why in _data(one, "transferred", "why"))
    if one.case.sensitivity == "S3":
        shown = [(showed(event.kind, event.data), event.actor) for event in one.events]
        yield "protected_cases", 1
        yield "protected_unread", int(not any(what == CASE for what, _ in shown))
        yield from ((f"shown_{what}:{reader}", 1) for what, reader in shown if what)


def _reopenings(drawn: Drawn) -> list[Row]:
    whole = [number(name, drawn.count(name)) for name in ("cases_closed", "closings", "cases_reopened")]
    return [*whole, *_each(drawn, "reopened_"), *left_out(drawn)]


def _transfers(drawn: Drawn) -> list[Row]:
    return [number("cases_transferred", drawn.count("cases_transferred")), *_each(drawn, "transfer_"), *left_out(drawn)]


def _exclusions(drawn: Drawn) -> list[Row]:
    return [number("counted", drawn.count("counted")), *left_out(drawn)]


def _protected(drawn: Drawn) -> list[Row]:
    """Count reads of protected cases by who read, those of less than a case apart; the cases are not named."""
    whole = [number(name, drawn.count(name)) for name in ("protected_cases", "protected_unread")]
    reads = [number(name, n) for name, n in _by_reader(drawn, CASE)]
    return [*whole, *reads, *(number(f"{what}:{name}", n) for what in LESS for name, n in _by_reader(drawn, what))]


def _by_reader(drawn: Drawn, what: str) -> list[tuple[str, int]]:
    names, reads = trail.account_names(drawn.session), Counter[str]()
    for actor, n in drawn.counts(f"shown_{what}:").items():
        reads[names.get(actor.removeprefix("account:"), "unknown_reader")] += n
    return sorted(reads.items())


def _each(drawn: Drawn, prefix: str) -> list[Row]:
    return [number(f"{prefix}{why}", n) for why, n in drawn.counts(prefix).items()]


def _data(one: Counted, kind: str, key: str) -> list[str]:
    return [str(event.data.get(key) or "by_officer") for event in one.events if event.kind == kind]


REOPENINGS = Report(
    slug="reopenings", title=later("Réouvertures"), columns=COLUMNS, rows=_reopenings,
    definition=(
        later("Dossiers clos, clôtures et réouvertures se lisent ensemble."),
        later("« Dossiers rouverts » compte ceux qui étaient déjà clos."),
        later("Un non à la question vient avant la clôture : compté à part."),
    ),
    metrics={
        "cases_closed": later("Dossiers clos"), "closings": later("Clôtures"),
        "cases_reopened": later("Dossiers rouverts"), "reopened_refused": later("Rouvert : pas réglé"),
        "reopened_not_safe": later("Rouvert : risque"), "reopened_reopen": later("Rouvert : nouveau message"),
        "reopened_appeal": later("Rouvert : nouvel examen"),
    },
)  # fmt: skip
TRANSFERS = Report(
    slug="transfers", title=later("Transferts"), columns=COLUMNS, rows=_transfers,
    definition=(later("Comptés : les changements de bureau des dossiers de la période."),),
    metrics={
        "cases_transferred": later("Dossiers transférés"), "transfer_by_officer": later("Par un officier"),
        "transfer_sorted": later("Par le tri"), "transfer_place_told": later("Lieu précisé"),
        "transfer_not_safe": later("Risque dit par le citoyen"),
    },
)  # fmt: skip
EXCLUSIONS = Report(
    slug="exclusions", title=later("Ce qui n’est pas compté"), columns=COLUMNS, rows=_exclusions,
    definition=(later("Tout ce qui manque ailleurs, par raison."),), metrics={"counted": later("Dossiers comptés")},
)  # fmt: skip
PROTECTED_ACCESS = Report(
    slug="protected-access", title=later("Lectures protégées"), columns=COLUMNS, rows=_protected,
    definition=(
        later("Comptées : les lectures de dossiers protégés de la période."),
        later("Chaque lecture est inscrite avant que le texte parte."),
        later("Une saisine ne montre qu’un extrait : elle est comptée à part."),
        later("De même qui n’a vu que les étapes, sans les textes."),
        later("De même qui a su qu’un mot cherché s’y trouve."),
        later("Jamais lus : personne n’a lu le dossier lui-même."),
    ),
    metrics={
        "protected_cases": later("Dossiers protégés"), "protected_unread": later("Jamais lus"),
        "unknown_reader": later("Compte retiré"),
    },
)  # fmt: skip
