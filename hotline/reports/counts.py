"""Reports that count what happened: reopenings, transfers, exclusions, and who read what is protected."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from sqlalchemy.orm import Session

from hotline.reports.base import Report, Row, View, later
from hotline.reports.gather import COLUMNS, Counted, gather, left_out, number
from hotline.store import trail


def _reopenings(session: Session, view: View) -> list[Row]:
    found = gather(session, view)
    closed = [one for one in found.cases if one.story.closes]
    why: Counter[str] = Counter(_data(found.cases, "reopened", "why"))
    return [
        number("cases_closed", len(closed)),
        number("closings", sum(len(one.story.closes) for one in closed)),
        number("cases_reopened", sum(bool(one.story.reopened) for one in closed)),
        *(number(f"reopened_{name}", n) for name, n in sorted(why.items())),
        *left_out(found),
    ]


def _transfers(session: Session, view: View) -> list[Row]:
    found = gather(session, view)
    why: Counter[str] = Counter(_data(found.cases, "transferred", "why"))
    moved = sum(any(event.kind == "transferred" for event in one.events) for one in found.cases)
    return [
        number("cases_transferred", moved),
        *(number(f"transfer_{name}", n) for name, n in sorted(why.items())),
        *left_out(found),
    ]


def _exclusions(session: Session, view: View) -> list[Row]:
    found = gather(session, view)
    return [number("counted", len(found.cases)), *left_out(found)]


def _protected(session: Session, view: View) -> list[Row]:
    """Count reads of protected cases by who read; the cases themselves are not named."""
    found, names = gather(session, view, with_reads=True), trail.account_names(session)
    cases = [one for one in found.cases if one.case.sensitivity == "S3"]
    reads: Counter[str] = Counter(
        names.get(event.actor.removeprefix("account:"), "unknown_reader")
        for one in cases
        for event in one.events
        if event.kind == "case_read"
    )
    unread = sum(not any(event.kind == "case_read" for event in one.events) for one in cases)
    return [
        number("protected_cases", len(cases)),
        number("protected_unread", unread),
        *(number(name, n) for name, n in sorted(reads.items())),
    ]


def _data(cases: Iterable[Counted], kind: str, key: str) -> list[str]:
    return [str(event.data.get(key) or "by_officer") for one in cases for event in one.events if event.kind == kind]


REOPENINGS = Report(
    slug="reopenings", title=later("Réouvertures"), columns=COLUMNS, rows=_reopenings,
    definition=(
        later("Dossiers clos, clôtures et réouvertures se lisent ensemble."),
        later("Un non à la question de clôture rouvre le dossier."),
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
    ),
    metrics={
        "protected_cases": later("Dossiers protégés"), "protected_unread": later("Jamais lus"),
        "unknown_reader": later("Compte retiré"),
    },
)  # fmt: skip
