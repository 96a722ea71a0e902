"""Who saw something is a witness and no asker."""

from __future__ import annotations

import pytest

from hotline.domain.sightings import tells_sight


@pytest.mark.parametrize(
    "text",
    [
        "On dit que le marché est fermé, moi je l'ai vu, il y a des hommes dedans",
        "j’ai vu des hommes armés", "On a vu deux motos", "JAI VU", "je suis devant le marché, il est fermé",
        "i saw them, is it true ?", "n ye a ye", "رأيت رجالا مسلحين",
    ],
)  # fmt: skip
def test_what_one_saw_oneself_is_a_sighting(text: str) -> None:
    assert tells_sight(text)


@pytest.mark.parametrize(
    "text",
    [
        "on dit que le marché est fermé, c'est vrai ?", "des gens disent qu'ils ont vu des hommes", "je n'ai rien vu",
        "vous avez vu ça ?", "is it true that they saw them ?", "",
    ],
)  # fmt: skip
def test_what_others_say_they_saw_is_none(text: str) -> None:
    assert not tells_sight(text)
