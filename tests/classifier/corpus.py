"""Made-up accusations, also round a denial, and calls for help: every body, wrong and frame, per language."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

ACCUSED = {
    "fr": {
        "police": ["la police", "les policiers"], "gendarmerie": ["les gendarmes", "un gendarme"],
        "army": ["les militaires", "l'armée", "les FAMa"], "garde": ["la garde nationale"], "partner": ["wagner"],
        "unknown": ["des hommes en tenue", "une patrouille", "les agents du barrage"],
    },
    "en": {"police": ["the police"], "gendarmerie": ["gendarmes"], "army": ["soldiers"], "unknown": ["men in uniform"]},
    "bm": {"police": ["polisiw"], "gendarmerie": ["zandaramaw"], "army": ["sorodasiw"], "unknown": ["lakana mogow"]},
    "ar": {"police": ["الشرطة"], "gendarmerie": ["الدرك"], "army": ["الجنود"], "unknown": ["الدورية"]},
}  # fmt: skip
WRONGS = {
    "fr": ["a frappé mon frère", "ont pris mon argent", "nous insulte", "ont tué mon voisin", "demande de l'argent",
           "a volé mes moutons", "refuse de prendre ma plainte", "a arrêté mon fils", "ont brûlé nos cases",
           "nous menace", "n'est jamais venue", "ont violé une femme", "nous rackette", "m'a giflé"],
    "en": ["beat my brother", "took our money", "insulted us", "killed my neighbour", "asked for money",
           "stole my sheep", "refused to help", "arrested my son", "burned our houses", "never came"],
    "bm": ["ye n dogoke bugo", "ye an ka wari mine", "be an neni", "ye mogo faga", "be wari nini an fe",
           "ye n ka saga sonya", "ma na", "ye n denke mine", "ye an ka so jeni"],
    "ar": ["ضربوا أخي", "أخذوا مالنا", "شتمونا", "قتلوا جاري", "يطلبون المال", "سرقوا غنمي", "اعتقلوا ابني",
           "أحرقوا بيوتنا", "هددونا", "لم يأتوا"],
}  # fmt: skip
ACCUSING = {
    "fr": ["{body} {wrong}", "svp aidez nous {body} {wrong}", "je dénonce: {body} {wrong} à Konna",
           "merci mais {body} {wrong}", "pourquoi {body} {wrong} ?", "SVP venez vite {body} {wrong}"],
    "en": ["{body} {wrong}", "please help {body} {wrong}", "thank you but {body} {wrong}"],
    "bm": ["{body} {wrong}", "aw ni ce nka {body} {wrong}", "aw ye an deme {body} {wrong}"],
    "ar": ["{body} {wrong}", "شكرا لكن {body} {wrong}", "ساعدونا {body} {wrong}"],
}  # fmt: skip
DENYING = {
    "fr": ["ce ne sont pas les bandits, {body} {wrong}", "je n'ai rien fait mais {body} {wrong}",
           "{body} {wrong} et personne ne dit rien", "{body} {wrong}, ce n'est pas normal"],
    "en": ["it was not bandits, {body} {wrong}", "i did nothing wrong but {body} {wrong}"],
    "bm": ["sonw te, {body} {wrong}", "n ma foyi ke nka {body} {wrong}", "{body} {wrong}, o man ni"],
    "ar": ["ليسوا لصوصا، {body} {wrong}", "لم أفعل شيئا لكن {body} {wrong}", "{body} {wrong} وهذا ليس عدلا"],
}  # fmt: skip
CALLED = {
    "fr": ["la police", "les gendarmes", "l'armée", "la garde nationale"], "en": ["the police", "the army"],
    "bm": ["polisiw", "zandaramaw", "sorodasiw"], "ar": ["الشرطة", "الدرك", "الجيش"],
}  # fmt: skip
ALARMS = {
    "fr": ["on nous attaque", "ils brulent le village", "on a volé mes vaches", "ils ont enlevé le chef",
           "des hommes armés arrivent", "un homme bat sa femme"],
    "en": ["we are under attack", "they are burning the village", "bandits stole my cows"],
    "bm": ["u binna an kan", "u be ka dugu jeni", "sonw ye n ka misiw ta"],
    "ar": ["نتعرض لهجوم", "يحرقون القرية", "سرقوا أبقاري"],
}  # fmt: skip
CALLING = {
    "fr": ["appelez {body} {alarm}", "envoyez {body} vite {alarm}", "on a besoin de {body}, {alarm}",
           "{alarm} appelez {body}", "dites à {body} de venir {alarm}", "{body} svp venez {alarm}"],
    "en": ["call {body} {alarm}", "please send {body}, {alarm}", "{alarm} we need {body}"],
    "bm": ["aw ye {body} wele {alarm}", "{alarm} {body} ka na an deme"],
    "ar": ["أرسلوا {body} {alarm}", "{alarm} نريد {body}"],
}  # fmt: skip


def accusations() -> Iterator[tuple[str, str]]:
    """Yield each accusing text with the force it accuses."""
    for language, bodies in ACCUSED.items():
        for force, names in bodies.items():
            for name, wrong, frame in product(names, WRONGS[language], ACCUSING[language] + DENYING[language]):
                yield frame.format(body=name, wrong=wrong), force


def calls_for_help() -> Iterator[str]:
    """Yield each text that calls a force for help."""
    for language, names in CALLED.items():
        for name, alarm, frame in product(names, ALARMS[language], CALLING[language]):
            yield frame.format(body=name, alarm=alarm)
