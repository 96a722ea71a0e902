"""The concepts that the grammar of accusation speaks of; every other concept is named by the taxonomy's signs."""

from __future__ import annotations

from hotline.domain.taxonomy import Taxonomy

# Bodies that can be accused: concept -> who it is in `about_force` or `about_civil`.
FORCES = {
    "police": "police", "gendarmerie": "gendarmerie", "garde": "garde", "army": "army", "partner": "partner",
    "uniform": "unknown", "checkpoint": "unknown",
}  # fmt: skip
CIVIL = {
    "town_hall": "mairie", "prefecture": "prefecture", "court": "justice", "clinic": "sante", "school": "ecole",
    "aid_body": "ong", "service_office": "service",
}  # fmt: skip
HOTLINE_STAFF = "hotline_staff"
BODIES = frozenset({*FORCES, *CIVIL, HOTLINE_STAFF})
UNNAMED_FORCES = frozenset({"uniform", "checkpoint"})

# Others who do wrong; when one of them is the doer, no body is accused.
ENEMIES = frozenset({"armed_men", "bandit", "militia"})
BYSTANDERS = frozenset({"person", "stranger", "community"})
ACTORS = BODIES | ENEMIES | BYSTANDERS

# What a wrong done by a force is filed under.
WRONGS = {
    "beat": "force_abuse", "kill": "force_abuse", "wound": "force_abuse", "burn": "force_abuse",
    "attack": "force_abuse", "shoot": "force_abuse", "abduct": "detention_missing", "destroy": "force_abuse",
    "rape": "gbv", "abuse": "force_abuse", "steal": "force_abuse", "pillage": "force_abuse",
    "torture": "force_abuse", "take": "checkpoint_extortion", "demand": "checkpoint_extortion",
    "bribe": "checkpoint_extortion", "pay": "checkpoint_extortion", "insult": "force_conduct",
    "arrest": "detention_missing", "take_away": "detention_missing", "threaten": "force_abuse",
    "inaction": "no_response", "came_not": "no_response", "refuse": "no_response",
    "collude": "force_abuse", "sell": "force_abuse", "misuse": "checkpoint_extortion",
    "favour": "gbv", "ban": "blockade_movement", "recruit": "child_protection",
    "shared_secret": "force_abuse", "complain": "force_conduct", "break_in": "force_abuse",
}  # fmt: skip
# The wrongs among these that a civil office is accused by; slowness and absence are a matter for the office itself.
CIVIL_WRONGS = frozenset(
    {"beat", "rape", "steal", "take", "demand", "bribe", "insult", "threaten", "sell", "misuse", "favour", "collude",
     "abuse", "shared_secret", "refuse", "torture"}
)  # fmt: skip
# Wrongs that somebody does to a force as well: "they attacked the gendarmerie".
SUFFERED = frozenset(
    {"beat", "kill", "wound", "burn", "attack", "shoot", "abduct", "destroy", "steal", "threaten", "insult", "pillage",
     "take_away", "torture"}
)  # fmt: skip
# Wrongs that call for rescue: with an unnamed doer they are an alarm and no accusation.
ALARMS = frozenset(
    {"kill", "wound", "burn", "attack", "shoot", "abduct", "steal", "threaten", "destroy", "rape", "pillage",
     "take_away", "recruit", "beat", "torture"}
)  # fmt: skip
# Nouns that take their doer after them: "the racket of the gendarmes".
NAMED_AFTER = frozenset(
    {
        "abuse",
        "bribe",
        "threaten",
        "insult",
        "demand",
        "collude",
        "inaction",
        "pillage",
        "torture",
        "misuse",
        "complain",
    }
)

ROLE_WORDS = frozenset(
    {"summon", "come", "near", "report", "by", "passive", "impersonal", "praise", "question", "modal", "grievance",
     "help", "us", "negation", "and_contrast", "blank", "they", "critical", "ongoing", "discreet", "reprisal",
     "witness", "child", "woman", "girl", "sexual", "death", "recent", "now", "beats_us"}
)  # fmt: skip

# Names that stand for several concepts in the taxonomy's signs.
GROUPS = {"force": frozenset(FORCES), "civil": frozenset(CIVIL)}


def concepts_of(taxonomy: Taxonomy) -> frozenset[str]:
    """List every concept that a language file may fill."""
    named = {name for category in taxonomy.categories.values() for sign in category.signs for name in sign_names(sign)}
    return frozenset({*named, *ACTORS, *WRONGS, *ROLE_WORDS} - set(GROUPS))


def sign_names(sign: str) -> tuple[str, ...]:
    """Split a sign of the taxonomy ("steal + cattle?") into the names it needs."""
    return tuple(part.strip() for part in sign.rstrip("?!").split("+"))
