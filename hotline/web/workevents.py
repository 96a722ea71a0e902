"""The work on cases as the trail tells it: one sentence an event; nothing in it is a citizen's."""

from __future__ import annotations

from collections.abc import Mapping

from hotline.store.models.casework import Event
from hotline.web import clockwords
from hotline.web.casewords import word
from hotline.web.i18n import gettext, later
from hotline.web.names import Names, Telling, told_by
from hotline.web.referralwords import REFERRAL_LINES
from hotline.web.replywords import REPLY_LINES
from hotline.web.translatewords import TRANSLATE_LINES
from hotline.web.workwords import (
    EXCLUSION_WORDS,
    PAUSE_WORDS,
    REFUSAL_WORDS,
    SNOOZE_WORDS,
    TAG_WORDS,
)


def _offered(event: Event, names: Names) -> str:
    desk = names.desk(event.data["desk"])
    return gettext("%(who)s propose le dossier à %(desk)s.", who=names.who(event.actor), desk=desk)


def _refused(event: Event, names: Names) -> str:
    other = event.data["why"] == "other"
    why = gettext("autre raison") if other else word(REFUSAL_WORDS, event.data["why"]).lower()
    desk = names.desk(event.data["desk"])
    return gettext("%(desk)s refuse : %(why)s.", desk=desk, why=why)


def _assigned(event: Event, names: Names) -> str:
    return gettext("%(who)s confie le dossier à %(owner)s.", who=names.who(event.actor),
                   owner=names.who(event.data["owner"]))  # fmt: skip


def _tagged(event: Event, names: Names) -> str:
    return gettext(
        "%(who)s pose une étiquette : %(tag)s.", who=names.who(event.actor), tag=word(TAG_WORDS, event.data["tag"])
    )


def _untagged(event: Event, names: Names) -> str:
    return gettext(
        "%(who)s retire une étiquette : %(tag)s.", who=names.who(event.actor), tag=word(TAG_WORDS, event.data["tag"])
    )


def _excluded(event: Event, names: Names) -> str:
    why = word(EXCLUSION_WORDS, event.data["why"]).lower()
    return gettext("%(who)s ne compte pas le dossier : %(why)s.", who=names.who(event.actor), why=why)


def _escalated(event: Event, names: Names) -> str:
    if event.actor.startswith("account:"):
        return gettext("%(who)s alerte la coordination.", who=names.who(event.actor))
    return clockwords.line(event) or ""


def _merged(event: Event, names: Names) -> str:
    if event.data.get("into"):
        return gettext("%(who)s réunit ce dossier à un autre.", who=names.who(event.actor))
    return gettext("%(who)s réunit un autre dossier à celui-ci.", who=names.who(event.actor))


def _mentioned(event: Event, names: Names) -> str:
    return gettext("%(who)s demande à %(to)s de regarder.", who=names.who(event.actor),
                   to=names.who(event.data["to"]))  # fmt: skip


WORK_LINES: Mapping[str, Telling] = {
    **REFERRAL_LINES,
    **REPLY_LINES,
    **TRANSLATE_LINES,
    "transfer_offered": _offered,
    "transfer_accepted": lambda event, names: gettext("%(desk)s accepte.", desk=names.desk(event.data["desk"])),
    "transfer_refused": _refused,
    "transfer_expired": lambda event, names: gettext(
        "%(desk)s n’a pas répondu à temps.", desk=names.desk(event.data["desk"])
    ),
    "transfer_withdrawn": told_by(later("%(who)s retire la proposition.")),
    "assigned": _assigned,
    "question_kept": told_by(later("%(who)s garde une question pour le citoyen.")),
    "info_requested": lambda event, names: gettext(
        "%(who)s pose une question : le délai de clôture attend.", who=names.who(event.actor)
    ),
    "pause_ended": lambda event, names: word(PAUSE_WORDS, event.data["why"], "answered"),
    "snoozed": told_by(later("%(who)s met le dossier de côté. Les délais courent.")),
    "snooze_ended": lambda event, names: word(SNOOZE_WORDS, event.data["why"], "time"),
    "tagged": _tagged,
    "untagged": _untagged,
    "excluded": _excluded,
    "exclusion_lifted": told_by(later("%(who)s compte de nouveau le dossier.")),
    "courtesy_marked": told_by(later("%(who)s note : ce message ne demande rien.")),
    "escalated": _escalated,
    "mentioned": _mentioned,
    "merged": _merged,
    "answer_to_read": told_by(later("%(who)s demande qu’on relise sa réponse.")),
    "answer_passed": told_by(later("%(who)s a relu la réponse : elle part.")),
    "answer_returned": told_by(later("%(who)s rend la réponse.")),
    "merge_undone": told_by(later("%(who)s sépare les deux dossiers.")),
}
