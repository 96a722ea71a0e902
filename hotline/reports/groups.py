"""Reports that cut the same waits by one trait of the case: the channel, the language, the subject."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from hotline.reports.base import Report, Row, View, later
from hotline.reports.gather import COLUMNS, Counted, gather, grouped, left_out
from hotline.reports.response_times import first_response


def _by(key: Callable[[Counted], str]) -> Callable[[Session, View], list[Row]]:
    def rows(session: Session, view: View) -> list[Row]:
        found = gather(session, view)
        return [*grouped(found.cases, key, first_response, view.now), *left_out(found)]

    return rows


_DEFINITION = (
    later("Comptés : les dossiers reçus dans la période, ouverts compris."),
    later("Les temps sont ceux de la première réponse qui tient."),
    later("Moins de cinq dossiers : les temps sont cachés."),
)
CHANNELS = Report(
    slug="channels", title=later("Par où l’on écrit"), definition=_DEFINITION, columns=COLUMNS,
    metrics={"sms": later("SMS"), "ussd": later("USSD"), "call": later("Appel"), "visit": later("Visite")},
    rows=_by(lambda one: one.case.channel),
)  # fmt: skip
LANGUAGES = Report(
    slug="languages", title=later("Langues"), definition=_DEFINITION, columns=COLUMNS, metrics={},
    rows=_by(lambda one: one.case.language),
)  # fmt: skip
TOPICS = Report(
    slug="topics", title=later("Sujets"), definition=_DEFINITION, columns=COLUMNS, metrics={},
    rows=_by(lambda one: one.case.category),
)  # fmt: skip
