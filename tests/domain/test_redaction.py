"""What an extract must not hold, and what in it could tell who its citizen is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.domain.redaction import FORBIDDEN, KINDS, Doubt, Known, examine
from hotline.domain.referral import ACCEPTED, ANSWERED, REFUSED, SENT, STATES, WITHDRAWN, next_state

SAID = "les gendarmes au barrage de Sokoura prennent 2000 f par passager sans recu"
KNOWN = Known([SAID], ["4829157", "Baobab 12", "+22300000101"], ["Sokoura", "Ténenkou"])


def kinds(extract: str) -> list[str]:
    return [one.kind for one in examine(extract, KNOWN)]


@pytest.mark.parametrize(
    "extract",
    [
        "Des agents demandent de l’argent sans donner de preuve, dans ce cercle.",
        "Plusieurs plaintes de ce mois parlent de paiements irréguliers.",
        "Violence signalée contre une personne. Demande de somme. Gardez tout justificatif.",
        "Faits de ce mois :\n- Détention sans motif\n- Menaces au poste",
    ],
)
def test_an_extract_in_other_words_passes(extract: str) -> None:
    assert examine(extract, KNOWN) == []


@pytest.mark.parametrize(
    ("extract", "kind"),
    [
        ("Appelez le 00 00 01 01.", "number"),
        ("Appelez le ٠٠٠٠٠١٠١.", "number"),
        ("Dossier 482 9157.", "mark"),
        ("C’est baobab-12 qui parle.", "mark"),
        ("Ils prennent 2000 F PAR passager.", "words"),
        ("Par  passager\nsans reçu.", "words"),
        ("Les gendarmes au barrage de Sokoura.", "words"),
        ("Il a pris 2000 F.", "sum"),
        ("Il a pris 5 000 francs CFA.", "sum"),
        ("Au poste de sokoura.", "place"),
        ("À Tenenkou.", "place"),
        ("Un homme de 45 ans.", "age"),
        ("Son frère le sait.", "kin"),
        ("Le chef est au courant.", "post"),
        ("C’était mardi vers 14h30.", "day"),
        ("Le 12 mars au soir.", "day"),
        ("Il parle de Moussokoro.", "name"),
        ("Moussokoro le dit.", "name"),
        ("Violence de Moussokoro.", "name"),
        ("Un agent nommé Marché.", "name"),
    ],
)
def test_each_thing_is_found(extract: str, kind: str) -> None:
    assert kind in kinds(extract)


@pytest.mark.parametrize("extract", ["Une femme a été frappée.", "des femmes ont payé", "deux jeunes femmes là"])
def test_a_woman_is_no_kin(extract: str) -> None:
    assert "kin" not in kinds(extract)


@pytest.mark.parametrize("extract", ["Sa femme a payé.", "la femme du chef", "une femme d’agent", "ses deux femmes"])
def test_a_woman_who_is_somebodys_is_kin(extract: str) -> None:
    assert "kin" in kinds(extract)


def test_a_place_is_doubted_as_a_place_and_not_as_a_name_too() -> None:
    assert kinds("Un barrage près de Ténenkou.") == ["place"]
    assert kinds("Moussokoro de Ténenkou le dit.") == ["place", "name"]


def test_what_must_not_get_out_comes_first() -> None:
    found = kinds("Son frère paie 2000 f par passager au 00000101.")
    assert set(found[:2]) == {"words", "number"}
    assert "kin" in found


BRIBE = "un agent de police a demande 5000 francs a ma voisine au poste de Bla puis il a demande de l argent encore"


@pytest.mark.parametrize(
    "extract", ["Un agent de police au travail.", "Il a demandé 5000 francs.", "au poste de police"]
)
def test_words_that_everybody_uses_of_such_a_thing_are_no_quotation(extract: str) -> None:
    assert "words" not in [one.kind for one in examine(extract, Known([BRIBE], [], []))]


@pytest.mark.parametrize(
    ("extract", "copied"),
    [
        ("On dit : 5000 francs à ma voisine.", "à ma voisine"),
        ("Au poste de Bla il attend.", "poste de Bla"),
        ("Un agent de police a demandé de l’argent.", None),
        ("Un agent de police a demandé 5000 francs là.", "Un agent de police a demandé 5000 francs"),
    ],
)
def test_a_run_that_may_tell_whose_it_is_and_a_long_one_of_any_words_stay_quotations(
    extract: str, copied: str | None
) -> None:
    found = [one.words for one in examine(extract, Known([BRIBE], [], [])) if one.kind == "words"]
    assert found == ([copied] if copied else [])


def test_a_short_text_is_not_repeated_either() -> None:
    assert [one.kind for one in examine("On a volé mes vaches.", Known(["volé mes vaches"], [], []))] == ["words"]
    assert examine("Oui.", Known(["oui"], [], [])) == []


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_text_is_examined_and_a_copy_of_the_citizens_is_never_let_out(extract: str, said: str) -> None:
    found = examine(extract, Known([said], ["4829157"], ["Sokoura"]))
    assert all(one.kind in KINDS for one in found)
    copied = examine(f"{extract} {said}", Known([said], [], []))
    words = [one for one in said.split() if one.isalpha() and len(one) > 3]
    if len(words) >= 3 and said == " ".join(words):
        assert any(one.kind == "words" for one in copied)


def test_a_doubt_knows_whether_it_is_forbidden() -> None:
    assert {kind for kind in KINDS if Doubt(kind, "x").is_forbidden} == FORBIDDEN


def test_a_sheet_goes_forward_only() -> None:
    steps = {(one, other) for one in STATES for other in STATES if next_state(one, other)}
    assert steps == {
        (SENT, ACCEPTED), (SENT, REFUSED), (SENT, WITHDRAWN), (ACCEPTED, ANSWERED), (ACCEPTED, WITHDRAWN),
    }  # fmt: skip


def test_a_wide_place_may_be_named_and_is_no_persons_name() -> None:
    known = Known([SAID], ["4829157"], ["Sokoura"], ["Mopti", "Gourma-Rharous", "Ségou"])
    assert examine("Des faits de mars dans le cercle de Mopti, et à Gourma-Rharous.", known) == []
    assert [one.kind for one in examine("Des faits à Sokoura, cercle de Mopti.", known)] == ["place"]
    assert [one.words for one in examine("Il parle de Moussokoro.", known)] == ["Moussokoro"]


def test_two_capitals_in_a_row_are_a_name_even_where_the_first_is_an_ordinary_word() -> None:
    assert [one.words for one in examine("Marché Moussokoro le dit.", KNOWN)] == ["Marché", "Moussokoro"]
