"""The page of all pieces draws each of them: a template that asks for more than the page gives is found here first."""

from __future__ import annotations

from tests.support.town import Town


def test_whoever_changes_the_look_sees_every_piece(town: Town) -> None:
    page = town.officer("security").get("/components")
    assert page.status_code == 200
    for section in ("Boutons", "Lignes", "Échanges", "Formulaires", "Vide"):
        assert f"<h2>{section}</h2>" in page.text
    assert page.text.count('class="say ours') == 6
