"""The trail in words: one sentence an event, without a citizen's words; reasons are added where texts may be read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from uuid import UUID

from hotline.store.models.casework import Event
from hotline.web import clockwords
from hotline.web.callwords import CALL_ENDS, CALL_HOURS, CALL_OUTCOMES, WAYS_TO_TELL
from hotline.web.casewords import (
    CHANNELS,
    CITIZEN_ANSWERS,
    OUTCOMES,
    REASONS,
    TEXT_STATES,
    URGENCIES,
    word,
)
from hotline.web.i18n import gettext, later
from hotline.web.names import Names, plainly, told_by
from hotline.web.referralwords import HOW_WORDS
from hotline.web.workevents import WORK_LINES
from hotline.web.workwords import CALL_WORDS

_REOPENED = {
    "refused": later("Rouvert : le citoyen répond que ce n’est pas réglé."),
    "not_safe": later("Rouvert : le citoyen ne peut pas répondre sans risque."),
    "reopen": later("Rouvert : le citoyen a écrit de nouveau."),
    "appeal": later("Rouvert : le citoyen demande un nouvel examen."),
}
PURPOSES = {
    "answer": later("Réponse"),
    "acknowledgement": later("Accusé de réception"),
    "closing_question": later("Question de clôture"),
    "call_missed": later("SMS après trois appels"),
    "answer_waits": later("Avis : une réponse attend"),
    "verifying": later("Avis : on vérifie"),
}
# Why a case has no owner any more.
RELEASES = {
    "left": later("Rendu au bureau : le responsable est parti."),
    "undone": later("Prise annulée : le dossier revient au bureau."),
    "other": later("Rendu au bureau."),
}


def accounts_in(trail: Iterable[Event]) -> set[UUID]:
    """Return the accounts that acted in a trail, or in it were given a case or asked to look."""
    told = ("owner", "to")
    named = (who for event in trail for who in (event.actor, *(str(event.data.get(key, "")) for key in told)))
    return {UUID(who.partition(":")[2]) for who in named if who.startswith("account:")}


def line(event: Event, names: Names) -> str:
    """Return the sentence for an event; nothing in it is a citizen's."""
    told = KINDS.get(event.kind)
    if told:
        return told(event, names)
    if event.kind.startswith("text_"):
        return _text_moved(event)
    return clockwords.line(event) or gettext("Autre étape.")


def _received(event: Event, names: Names) -> str:
    channel = word(CHANNELS, event.data["channel"])
    if event.actor.startswith("account:"):
        return gettext("%(who)s ouvre le dossier. %(channel)s.", who=names.who(event.actor), channel=channel)
    return gettext("Reçu. %(channel)s.", channel=channel)


def _withheld(event: Event, _: Names) -> str:
    return f"{gettext('Pas d’accusé de réception.')} {word(REASONS, event.data['code'], 'unknown')}"


def _walled(event: Event, names: Names) -> str:
    bodies = names.accused(event.data.get("accused", []))
    if bodies:
        return gettext("Mur dressé. Ne voient rien : %(bodies)s.", bodies=bodies)
    return gettext("Mur dressé : les services mis en cause ne voient rien.")


def _wall_confirmed(event: Event, names: Names) -> str:
    who, bodies = names.who(event.actor), names.accused(event.data.get("accused", []))
    if bodies:
        return gettext("%(who)s confirme le mur : %(bodies)s.", who=who, bodies=bodies)
    return gettext("%(who)s confirme le mur.", who=who)


def _raised(event: Event, _: Names) -> str:
    before, after = (word(URGENCIES, event.data[key]) for key in ("before", "after"))
    return gettext("Urgence relevée : %(before)s, puis %(after)s.", before=before, after=after)


def _changed(event: Event, _: Names) -> str:
    before, after = (word(URGENCIES, event.data[key]) for key in ("before", "after"))
    return gettext("Urgence changée : %(before)s, puis %(after)s.", before=before, after=after)


def _transferred(event: Event, names: Names) -> str:
    desk, why = names.desk(event.data["desk"]), event.data.get("why")
    if why == "accepted":
        return gettext("Le dossier passe à %(desk)s.", desk=desk)
    if why in ("refused", "expired"):
        return gettext("Le dossier revient à %(desk)s.", desk=desk)
    return gettext("%(who)s transfère à %(desk)s.", who=names.who(event.actor), desk=desk)


def _closing_asked(event: Event, names: Names) -> str:
    outcome = word(OUTCOMES, event.data["outcome"])
    return gettext("%(who)s demande la clôture : %(outcome)s.", who=names.who(event.actor), outcome=outcome)


def _closed(event: Event, _: Names) -> str:
    outcome, citizen = word(OUTCOMES, event.data["outcome"]), word(CITIZEN_ANSWERS, event.data["citizen"])
    return gettext("Clos : %(outcome)s, %(citizen)s.", outcome=outcome, citizen=citizen)


def _text_moved(event: Event) -> str:
    state = word(TEXT_STATES, event.kind.removeprefix("text_"), "unknown").lower()
    purpose = word(PURPOSES, event.data.get("purpose", ""), "answer")
    return gettext("%(what)s : %(state)s.", what=purpose, state=state)


def _safety(event: Event, names: Names) -> str:
    who = names.who(event.actor)
    if event.data["safe"]:
        how = WAYS_TO_TELL.get(event.data.get("how", ""))
        told = gettext("%(who)s note : SMS sans risque.", who=who)
        return f"{told} {gettext(how)}." if how else told
    return gettext("%(who)s note : pas de SMS, risque.", who=who)


def _called(event: Event, names: Names) -> str:
    # Of the citizen, as the case's page speaks; at the desk for calls one reaches a person.
    outcome = word({**CALL_OUTCOMES, "reached": CALL_WORDS["reached"]}, event.data["outcome"]).lower()
    return gettext("%(who)s appelle, essai %(n)s : %(outcome)s.", who=names.who(event.actor), n=event.data["n"],
                   outcome=outcome)  # fmt: skip


def _manner(event: Event, _: Names) -> str:
    hours = word(CALL_HOURS, event.data["hours"]).lower()
    if event.data["discreet"]:
        return gettext("Appels : %(hours)s, rien dire à un autre.", hours=hours)
    return gettext("Appels : %(hours)s.", hours=hours)


def _consent(event: Event, names: Names) -> str:
    told = gettext("%(who)s note : le citoyen refuse la transmission.", who=names.who(event.actor))
    if event.data["given"]:
        told = gettext("%(who)s note : le citoyen accepte la transmission.", who=names.who(event.actor))
    how = str(event.data.get("how", ""))
    return f"{told} ({gettext(HOW_WORDS[how])})" if how in HOW_WORDS else told


def _read(event: Event, names: Names) -> str:
    if event.data.get("steps"):
        return gettext("%(who)s lit les étapes, jamais les textes.", who=names.who(event.actor))
    if event.data.get("word"):
        return gettext("%(who)s cherche un mot qui se trouve ici.", who=names.who(event.actor))
    return gettext("%(who)s lit le dossier.", who=names.who(event.actor))


def _pin_refused(event: Event, _: Names) -> str:
    if event.data["locked"]:
        return gettext("Un code faux a été tapé : plus aucun pour un temps.")
    return gettext("Un code faux a été tapé.")


KINDS: Mapping[str, Callable[[Event, Names], str]] = {
    "received": _received,
    "understood": plainly(later("Sujet reconnu.")),
    "walled": _walled,
    "routed": lambda event, names: gettext("Confié à %(desk)s.", desk=names.desk(event.data["desk"])),
    "text_joined": plainly(later("Nouveau message du citoyen.")),
    "text_repeated": plainly(later("Le même message est arrivé encore une fois.")),
    "citizen_thanked": plainly(later("Le citoyen dit merci ou oui, et ne demande rien.")),
    "acknowledgement_withheld": _withheld,
    "urgency_raised": _raised,
    "urgency_changed": _changed,
    "sorted": told_by(later("%(who)s classe le dossier.")),
    "sorting_undone": told_by(later("%(who)s remet le dossier à trier.")),
    "category_corrected": told_by(later("%(who)s corrige la catégorie.")),
    "wall_confirmed": _wall_confirmed,
    "wall_lift_asked": told_by(later("%(who)s propose de lever le mur.")),
    "wall_lifted": told_by(later("%(who)s lève le mur, à deux.")),
    "safety_alert_sent": lambda event, names: gettext(
        "Alerte de sûreté envoyée à %(desk)s.", desk=names.desk(event.data["desk"])
    ),
    "incident_joined": plainly(later("Relié à d’autres dossiers sur la même chose.")),
    "incident_left": plainly(later("Séparé des dossiers sur la même chose.")),
    "taken": told_by(later("%(who)s prend le dossier.")),
    "printed": lambda event, names: gettext(
        "%(who)s imprime. Exemplaire %(copy)s.", who=names.who(event.actor), copy=event.data["copy"]
    ),
    "answered": told_by(later("%(who)s répond.")),
    "progress_told": plainly(later("Le citoyen est prévenu : on vérifie.")),
    "answer_withdrawn": told_by(later("%(who)s rappelle sa réponse avant l’envoi.")),
    "sent_again": told_by(later("%(who)s renvoie un SMS qui n’était pas arrivé.")),
    "left_unsent": told_by(later("%(who)s laisse un SMS non confirmé.")),
    "text_missing": plainly(later("L’opérateur n’a pas trace du SMS : il repart.")),
    "text_unconfirmed": plainly(later("Plus personne ne saura si ce SMS est arrivé.")),
    "noted": told_by(later("%(who)s écrit une note.")),
    "transferred": _transferred,
    **WORK_LINES,
    "released": lambda event, names: word(RELEASES, event.data.get("why", "left"), "other"),
    "closing_asked": _closing_asked,
    "closing_withdrawn": told_by(later("%(who)s reprend la clôture. La question n’est pas partie.")),
    "closing_answered": plainly(later("Le citoyen répond à la question de clôture.")),
    "closed": _closed,
    "reopened": lambda event, names: word(_REOPENED, event.data["why"], "reopen"),
    "status_asked": plainly(later("Le citoyen demande où en est le dossier.")),
    "answer_fetched": plainly(later("Le citoyen demande la réponse gardée : elle part.")),
    "answer_read": plainly(later("Le citoyen lit la réponse sur son téléphone.")),
    "pin_chosen": plainly(later("Le citoyen protège le dossier par un code.")),
    "pin_accepted": plainly(later("Le citoyen donne son code.")),
    "pin_refused": _pin_refused,
    "place_chosen": told_by(later("%(who)s précise le lieu.")),
    "place_told": plainly(later("Le citoyen précise le lieu.")),
    "safety_told": _safety,
    "citizen_opted_out": plainly(later("Le citoyen écrit STOP : plus rien ne part.")),
    "citizen_opted_in": plainly(later("Le citoyen accepte de nouveau les SMS.")),
    "second_read": plainly(later("Une réponse est relue à l’aveugle.")),
    "case_opened": told_by(later("%(who)s lit le dossier.")),
    "case_read": _read,
    "call_asked": plainly(later("Le citoyen demande qu’on l’appelle.")),
    "call_wanted": told_by(later("%(who)s demande un appel au citoyen.")),
    "call_placed": lambda event, names: gettext("Appel confié à %(desk)s.", desk=names.desk(event.data["desk"])),
    "call_claimed": told_by(later("%(who)s prend l’appel.")),
    "number_shown": told_by(later("Le numéro s’affiche pour %(who)s.")),
    "called": _called,
    "call_returned": plainly(later("Temps écoulé : l’appel revient à la file.")),
    "call_noted": told_by(later("%(who)s a fini l’appel.")),
    "call_manner_told": _manner,
    "call_ended": lambda event, names: word(CALL_ENDS, event.data["why"], "case_closed"),
    "consent_recorded": _consent,
}
