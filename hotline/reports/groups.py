"""Reports that cut the same waits by one trait of the case: the channel, the language, the subject."""

from __future__ import annotations

from collections.abc import Callable

from hotline.reports.base import COLUMNS, Drawn, Report, Row, later
from hotline.reports.summaries import largest_first, left_out


def _by(trait: str) -> Callable[[Drawn], list[Row]]:
    def rows(drawn: Drawn) -> list[Row]:
        return [*largest_first(drawn.split("first_response", trait).values()), *left_out(drawn)]

    return rows


_DEFINITION = (
    later("Comptés : les dossiers reçus dans la période, ouverts compris."),
    later("Les temps sont ceux de la première réponse qui tient."),
    later("Moins de cinq dossiers : les temps sont cachés."),
)
CHANNELS = Report(
    slug="channels", title=later("Par où l’on écrit"), definition=_DEFINITION, columns=COLUMNS,
    metrics={"sms": later("SMS"), "ussd": later("USSD"), "call": later("Appel"), "visit": later("Visite")},
    rows=_by("channel"),
)  # fmt: skip
LANGUAGES = Report(
    slug="languages", title=later("Langues"), definition=_DEFINITION, columns=COLUMNS, metrics={},
    rows=_by("language"),
)  # fmt: skip
TOPICS = Report(
    slug="topics", title=later("Sujets"), definition=_DEFINITION, columns=COLUMNS, metrics={},
    rows=_by("category"),
)  # fmt: skip
