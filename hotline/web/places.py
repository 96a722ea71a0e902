"""Places as lists show them: of a protected case no more than the cercle."""

from __future__ import annotations

from hotline.store.models.casework import Case
from hotline.store.models.office import Place
from hotline.web.i18n import gettext


def shown(case: Case, place: Place | None, above: Place | None) -> str:
    """Return where a case is from, as exactly as those may know who do not read it yet."""
    if place is None:
        return ""
    return coarse(place, above) if case.sensitivity in ("S2", "S3") else place.name


def coarse(place: Place, above: Place | None) -> str:
    """Return the cercle of a place, or the region where it is one."""
    if place.kind == "region":
        return gettext("Région de %(name)s", name=place.name)
    cercle = above if place.kind == "commune" and above else place
    return gettext("Cercle de %(name)s", name=cercle.name)
