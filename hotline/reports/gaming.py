"""Gaming: signs that cases were worked for the clock, and how many of them ask to be looked at, desk by desk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from hotline.domain import gaming
from hotline.domain.gaming import ALARMS, EMPTY_ANSWER, MARKS, Limits, Sign
from hotline.domain.metrics import Wait
from hotline.domain.story import ACCOUNT
from hotline.domain.targets import closure_due, first_answer_due
from hotline.reports.base import COLUMNS, Drawn, Report, Row, View, later
from hotline.reports.gather import Counted, gather
from hotline.reports.summaries import left_out, number
from hotline.store import trail

SIGNS = (*MARKS, "transfer_at_the_end", "closing_at_the_end")
READ_AGAIN = ("read_again", "read_again_no")


@dataclass(frozen=True, slots=True)
class Alarm:
    """One alarm, for those who look into it: of which case, what, since when, at which desk, by whom."""

    case: Counted
    kind: str
    at: datetime
    desk: str
    actor: str

    @property
    def account_id(self) -> UUID:
        """Return whose act it was."""
        return UUID(self.actor.removeprefix(ACCOUNT))


def rows(drawn: Drawn) -> list[Row]:
    """Return how many first answers bear which mark, what was done at the last moment, and the alarms by desk."""
    desks: Counter[str] = Counter(drawn.counts("alarm_at:"))
    names, waiting = trail.desk_names(drawn.session), 0
    for desk in ("", *names):
        late = drawn.overdue(f"alarm_pending:{desk}")
        waiting, desks[desk] = waiting + late, desks[desk] + late
    by_desk = sorted(((names.get(desk, "before_routing"), n) for desk, n in desks.items() if n), key=_largest)
    return [
        number("first_answers", drawn.count("first_answers")),
        *(number(name, drawn.count(f"sign_{name}")) for name in SIGNS),
        *(number(name, drawn.count(f"sign_{name}") + (waiting if name == EMPTY_ANSWER else 0)) for name in ALARMS),
        *(number(name, drawn.count(name)) for name in READ_AGAIN),
        *(number(name, n) for name, n in by_desk),
        *left_out(drawn),
    ]


def told(one: Counted) -> Iterator[tuple[str, Wait | int]]:
    """Yield the signs of one case; an alarm that falls only if nobody acts is an open wait with that target."""
    yield "first_answers", int(any(event.kind == "answered" for event in one.events))
    verdicts = [event.data.get("ok") for event in one.events if event.kind == "second_read"]
    yield "read_again", len(verdicts)
    yield "read_again_no", verdicts.count(False)
    for sign in _signs(one):
        yield f"sign_{sign.kind}", 1
        if sign.is_alarm:
            yield f"alarm_at:{_desk(one, sign.at)}", 1
    waits = gaming.pending(one.events, one.story)
    if waits is not None:
        yield f"alarm_pending:{_desk(one, waits.at)}", one.wait(one.story.received_at, None, waits.at)


def alarms(session: Session, view: View) -> list[Alarm]:
    """Return the alarms of a view with their cases, the newest first."""
    found = []
    for one in gather(session, view, with_reads=True).cases:
        waits = gaming.pending(one.events, one.story)
        late = [waits] if waits is not None and waits.at < view.now else []
        for sign in (*_signs(one), *late):
            if sign.is_alarm:
                found.append(Alarm(one, sign.kind, sign.at, _desk(one, sign.at), sign.actor))
    return sorted(found, key=lambda alarm: (alarm.at, alarm.case.case.id), reverse=True)


def _signs(one: Counted) -> list[Sign]:
    start = one.story.received_at
    closing = closure_due(one.events, start, one.calendar)
    limits = Limits(lambda since: first_answer_due(one.events, since, one.calendar), closing)
    return gaming.signs(one.events, one.story, limits)


def _desk(one: Counted, at: datetime) -> str:
    """Return which desk had the case just before; what is given away is the giver's."""
    return next((held.desk for held in reversed(one.story.segments) if held.start < at), "")


def _largest(pair: tuple[str, int]) -> tuple[int, str]:
    return -pair[1], pair[0]


GAMING = Report(
    slug="gaming",
    title=later("Travail pour le compteur"),
    definition=(
        later("Signes que seul le délai comptait, pas la personne."),
        later("Un signe seul peut être du hasard ou du bon travail."),
        later("« Premières réponses » : dossiers répondus par écrit, sans les appels."),
        later("Les trois premiers signes se lisent sur les premières réponses."),
        later("Réponse vide : deux marques, puis une semaine sans rien ou un non."),
        later("Une seule marque : deux semaines sans rien."),
        later("Marques : texte tout prêt, moins de trente secondes, mots déjà envoyés."),
        later("Dernier moment : le dernier dixième d’un délai."),
        later("Transfert tardif : donné au dernier moment, sans rien avoir fait."),
        later("Clôture tardive : sans réponse, ou sans travail et refusée."),
        later("Relecture : une réponse sur vingt, tirée au sort, sans nom."),
    ),
    columns=COLUMNS,
    metrics={
        "first_answers": later("Premières réponses"),
        "ready_text": later("Texte tout prêt"),
        "hasty": later("En moins de trente secondes"),
        "repeated": later("Mot pour mot comme ailleurs"),
        "transfer_at_the_end": later("Transfert au dernier moment"),
        "closing_at_the_end": later("Clôture au dernier moment"),
        "empty_answer": later("À regarder : réponse vide"),
        "late_transfer": later("À regarder : transfert tardif"),
        "late_closing": later("À regarder : clôture tardive"),
        "read_again": later("Relues à l’aveugle"),
        "read_again_no": later("Relues : ce n’était pas une réponse"),
        "before_routing": later("Avant l’attribution"),
    },
    rows=rows,
)
