"""Ordinary French words with which a sentence of an extract begins: there a capital letter makes no name of them.

None of them is anybody's name; what is doubtful stands in none of these lists.
"""

from __future__ import annotations

_SMALL = (
    "le la les l un une des de du d il elle ils elles on nous vous ce c cet cette ces son sa ses leur leurs selon "
    "plusieurs deux trois quatre cinq six dix aucun aucune apres avant pendant depuis au aux a en dans sur pour par "
    "avec sans si quand comme chaque tout toute tous toutes certains certaines quelqu mais et ou or donc puis "
    "ensuite alors ici cela ceci vers lors autre autres rien ni oui non nos notre vos votre je tu me se ne y est "
    "etait sont ont etaient parmi malgre outre aujourd jusqu lorsque parce car ainsi enfin toutefois cependant "
    "aussi meme chez entre quelques quelque dont que qui quoi ca celui celle ceux celles mon ma mes ton ta tes "
    "etant ayant afin sauf sous contre pourtant neanmoins dernierement recemment souvent parfois toujours jamais "
    "encore deja trop peu beaucoup moins plus tres environ presque personne chacun chacune quant voici voila "
    "comment pourquoi combien lequel laquelle lesquels huit sept neuf vingt cent mille onze douze"
)
_NOUNS = (
    "abus accident accord accusation achat acte action affaire agent agents agression agressions aide alerte amende "
    "amendes animaux appel appels argent arme armes arrestation arrestations arret attaque attaques atteinte "
    "attente autorite autorites bagarre barrage barrages besoin betail biens blesse blesses blessure blessures "
    "boeufs bureau bus camion camions carte cas cause cercle champ champs chantage charge chefs cheptel citoyen "
    "citoyenne citoyens colere collecte commerce communaute commune confiscation confiscations conflit conflits "
    "contribution contributions controle controles corruption coup coups crainte cultures danger date decision "
    "degats delai delais demande demandes denonciation depart deplaces detention detentions detournement "
    "detournements dette disparition disparitions dispute distribution distributions dommages dossier droit droits "
    "eau ecole ecoles elements eleveurs enlevement enlevements enquete enquetes entrave erreur escroquerie etat "
    "exaction exactions exigence extorsion extorsions extrait fait faits famille familles faute femmes fille filles "
    "foire force forces fouille fouilles frais fraude fuite garcon garcons gardes gendarmes gens groupe groupes "
    "habitant habitante habitants harcelement homme hommes incident incidents individu individus information "
    "informations injure injures injustice insecurite insulte insultes intimidation intimidations jeune jeunes jour "
    "jours jugement justice lieu lieux litige local logement maison maisons maladie maltraitance malversation "
    "malversations manque marchandise marchandises marche mauvais medicaments membre membres menace menaces meurtre "
    "militaires mois moment montant morts moto motos moyen mutilation negligence nombre nourriture nouvelle objet "
    "objets occupation operation ordre otage paiement paiements panne papiers parcelle partage passage passager "
    "passagers paysans peage peine personnes perte pertes peuple peur piece pieces pillage pillages plaignant "
    "plaignants plainte plaintes police policiers population populations porteur poste postes pot pots prelevement "
    "prelevements pression pressions prise prix probleme problemes propos protection puits question racket raison "
    "rapt recu recus refus region remboursement rencontre repas reponse represaille represailles responsable "
    "responsables retard retards retenue retenues retour reunion route routes saisie saisies saisine salaire "
    "salaires sante secours securite service services sevices signalement signalements situation soin soins soldats "
    "somme sommes soupcon soupcons suite taxe taxes temoignage temoignages temoin temoins tentative tentatives "
    "terrain terre terres tir tirs torture tortures trafic traitement traitements transport transporteur "
    "transporteurs travail travaux usage usager usagers vehicule vehicules vendeur vendeurs versement versements "
    "victime victimes village villageois villages viol violation violations violence violences viols vivres voie "
    "voies voisins vol vols voyage voyageur voyageurs zone zones"
)
_VERBS = (
    "absence agresse appele appeles arrete arretes attention battu battue battus bonjour bonsoir confidentiel "
    "confisque confisques demandent detenu detenus dit dites etes faut frappe frappee frappes important impossible "
    "interdiction interdit merci oblige obliges paye payer prendre pris prive prives refuse refuses resume retenu "
    "retenus saisi saisis selon signale signalee signales tue tues urgence urgent verse verser veuillez viole vole "
    "voles avez avons quel quelle quels quelles"
)
_WORDS = frozenset(f"{_NOUNS} {_VERBS}".split())
SMALL = frozenset(_SMALL.split())
# So many letters before such an end: no name known here is built so.
_ENDS = ("tion", "tions", "ez")
_SHORTEST = 5


def is_ordinary(word: str) -> bool:
    """Say whether a word, without accents and capitals, is one with which sentences begin."""
    return word in _WORDS or (len(word) >= _SHORTEST and word.endswith(_ENDS))
