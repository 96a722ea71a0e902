"""What a case is about, in words: the one place that tells a guess from what is known."""

from __future__ import annotations

from hotline.store.models.casework import Case
from hotline.store.models.office import Category
from hotline.web.casewords import category_label
from hotline.web.i18n import gettext


def subject(case: Case, category: Category) -> str:
    """Return a case's subject; where nobody sorted it yet, with the word that it is no more than a guess."""
    label = category_label(category)
    return gettext("%(label)s (à vérifier)", label=label) if case.needs_person else label
