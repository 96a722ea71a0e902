"""The queues in words: what each is called, its icon, what an empty one means, and the three piles of a phone."""

from __future__ import annotations

from dataclasses import dataclass

from hotline.store import handovers
from hotline.web.i18n import later


@dataclass(frozen=True, slots=True)
class Words:
    """How a queue is called, its icon, and what an empty one means; `apart` begins a new group in the rail."""

    label: str
    icon: str
    empty: str
    meaning: str
    apart: bool = False


QUEUE_WORDS = {
    "to_answer": Words(
        later("À répondre"), "sms", later("Personne n’attend de réponse."),
        later("Les dossiers de votre bureau viennent ici."),
    ),
    "overdue": Words(
        later("En retard"), "alert", later("Rien n’est en retard."), later("Tous les délais sont tenus.")
    ),
    "due_soon": Words(
        later("Échéance proche"), "clock", later("Aucune échéance dans les deux heures."),
        later("Vous avez le temps de bien répondre."),
    ),
    "mine": Words(
        later("À moi"), "user", later("Vous n’avez aucun dossier ouvert."),
        later("Prenez-en un dans « Sans responsable »."), apart=True,
    ),
    "unassigned": Words(
        later("Sans responsable"), "menu", later("Tout est pris à votre bureau."), later("Rien à faire ici.")
    ),
    "all_waiting": Words(
        later("Dossiers de tous les bureaux"), "sms", later("Personne n’attend de réponse."),
        later("Ce qui attend à chaque bureau vient ici."),
    ),
    "failed": Words(
        later("Non remis"), "cross", later("Toutes les réponses sont parties."), later("Un échec d’envoi se voit ici.")
    ),
    "waiting": Words(
        later("En attente"), "pause", later("Aucun dossier n’attend son citoyen."),
        later("Les dossiers répondus ou mis de côté viennent ici."),
    ),
    "snoozed": Words(
        later("De côté"), "clock", later("Aucun dossier n’est de côté."),
        later("Un dossier mis de côté revient à son heure."),
    ),
    "protected": Words(
        later("Protégés"), "lock", later("Aucun dossier protégé ouvert."), later("Vous êtes habilité à les lire."),
        apart=True,
    ),
    "closed": Words(
        later("Clos"), "check", later("Aucun dossier clos."), later("Un dossier clos rouvre si le citoyen écrit.")
    ),
}  # fmt: skip


# Those who watch answer nobody.
WATCHED_WORDS = QUEUE_WORDS | {
    "to_answer": Words(
        later("Attendent une réponse"), "sms", later("Personne n’attend de réponse."),
        later("Tous les délais sont tenus."),
    ),
}  # fmt: skip


# The sheets that an inspection office has still to take up.
SHEETS = "sheets_to_accept"
# Those that it took up, and whose finding it owes.
FINDINGS = "sheets_to_answer"


# What became of the cases that a desk offered to others; zero is not said.
MADE_WORDS = {
    handovers.PROPOSED: later("Proposés"),
    handovers.TAKEN: later("Acceptés ailleurs"),
    handovers.NOT_TAKEN: later("Pas pris"),
}


@dataclass(frozen=True, slots=True)
class Pile:
    """What a phone's first page shows of the queues: several in one, under a name that says what to do.

    `sections`: pages of their own that belong to the pile, each with what is counted there.
    """

    label: str
    icon: str
    queues: tuple[str, ...]
    sections: tuple[tuple[str, str], ...] = ()


PILES = (
    Pile(later("À répondre"), "sms", ("to_answer",), ((FINDINGS, "/referrals"),)),
    Pile(later("À accepter"), "user", (), (("/transfers", "/transfers"), (SHEETS, "/referrals"))),
    Pile(later("En attente"), "pause", ("waiting",)),
)
