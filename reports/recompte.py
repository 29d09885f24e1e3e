"""Le second comptage.

Les mêmes chiffres, refaits ligne à ligne d'après le contrat 2, avant que le jeu ne sorte.

Il ne partage avec `comptage` que les lignes lues, le cadre et la graphie normalisée des noms :
ni clés, ni âges, ni catégories, ni codes. Il va personne par personne, quand l'autre va mois par
mois ; ce qui différerait entre eux serait un défaut de l'un des deux, et le jeu ne sort pas.
"""

from calendar import monthrange
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from reports.recompte_seances import REGION, SEANCES, recompter_les_seances
from workbook.declarations.cadre import Cadre
from workbook.declarations.lignes import Entretien, Seance
from workbook.declarations.texte import nom_normalise

Cle = tuple[str, str, str, str, str]
"""Périmètre, période (mois, cumul, « 2026-01 », « 2026-T1 »), indicateur, sexe, tranche."""

_CODES = {
    "En emploi": "K_EMPLOI",
    "En formation": "K_FORMATION",
    "Étudiant": "K_ETUDIANT",
    "Autre hors public": "K_AUTRE",
}
_PAR_REPONSE = ("K_AGIR", "K_RSA", "K_INSCRIT")
_CATEGORIES = (*_CODES.values(), *_PAR_REPONSE, "K_ELIGIBLE", "K_QUALIFIER")
INDICATEURS = ("R0", "I1", "I2", "I3", "I4", "C1", "M1", *_CATEGORIES)


@dataclass
class Recompte:
    """Ce que trouve le second comptage.

    `en_region`, `en_dt` : les lignes comptées dans le mois du rapport, et pour quels indicateurs.
    """

    mois: str
    perimetres: tuple[str, ...]
    chiffres: Counter[Cle] = field(default_factory=Counter)
    periodes: set[str] = field(default_factory=set)
    seances: dict[tuple[str, str, str], int | None] | None = None
    """Périmètre, période, « seances », « convoques » ou « presents » -> nombre, None s'il manque
    une séance ou un nombre."""
    en_region: dict[Entretien, tuple[str, ...]] = field(default_factory=dict)
    en_dt: dict[Entretien, tuple[str, ...]] = field(default_factory=dict)

    def valeur(self, cle: Cle) -> int | None:
        """Un chiffre ; None s'il n'est pas disponible (mois hors convention, séances inconnues)."""
        perimetre, periode, code, *_ = cle
        if code in SEANCES:
            return None if self.seances is None else self.seances[perimetre, periode, code]
        return self.chiffres[cle] if periode in self.periodes else None

    def donnees(self, perimetres: Iterable[str]) -> set[tuple[str, str, str, str, str, str, int]]:
        """Les lignes de `Données` que ces périmètres doivent avoir."""
        voulus = [(p, periode) for p in perimetres for periode in ("mois", "cumul")]
        lignes = {
            (self.mois, perimetre, periode, code, sexe, tranche, n)
            for (perimetre, periode, code, sexe, tranche), n in self.chiffres.items()
            if n and (perimetre, periode) in voulus and "T" not in (sexe, tranche)
        }
        for ou in voulus:
            for code in INDICATEURS:
                total = self.chiffres[(*ou, code, "T", "T")]
                lignes.add((self.mois, *ou, code, "T", "T", total))
        return lignes


def recompter(
    lignes: Sequence[Entretien],
    seances: Sequence[Seance] | None,
    cadre: Cadre,
    annee: int,
    numero: int,
) -> Recompte:
    """Recompte un mois, son cumul, chaque mois et chaque trimestre depuis le début de la
    convention, pour la région et chaque DT."""
    c = _Comptage(cadre, annee, numero)
    _, dernier = monthrange(annee, numero)
    for siennes in _par_personne(lignes, cadre, date(annee, numero, dernier)).values():
        c.personne(siennes)
    if seances is not None:
        c.r.seances = recompter_les_seances(seances, lignes, cadre, (annee, numero))
    return c.clore()


def _par_personne(
    lignes: Sequence[Entretien], cadre: Cadre, arret: date
) -> dict[Any, list[Entretien]]:
    """Les lignes qui comptent jusqu'au jour `arret` compris, par personne.

    Les clés, elles, regardent toutes les lignes du classeur.
    """
    debut, fin = cadre.debut, cadre.fin
    personnes: dict[Any, list[Entretien]] = defaultdict(list)
    sans_numero: list[Entretien] = []
    for e in lignes:
        if e.date_entretien is None or e.dt is None or not debut <= e.date_entretien <= fin:
            continue
        if e.date_entretien <= arret or (
            (e.rdv_ft or e.inscription_cip) and _suite_avant(e, arret)
        ):
            numero = _numero(e.n_etranger)
            if numero is None:
                sans_numero.append(e)
            else:
                personnes[numero].append(e)
    porteurs = _porteurs(lignes) if sans_numero else {}
    for e in sans_numero:
        qui = _triplet(e)
        candidats = porteurs.get(qui, ()) if qui else ()
        cle = next(iter(candidats)) if len(candidats) == 1 else qui or e.ligne
        personnes[cle].append(e)
    return personnes


def _porteurs(lignes: Sequence[Entretien]) -> dict[Any, set[str]]:
    """Nom, prénom et naissance -> les numéros de ceux qui les portent."""
    porteurs: dict[Any, set[str]] = defaultdict(set)
    for e in lignes:
        if (numero := _numero(e.n_etranger)) and (qui := _triplet(e)):
            porteurs[qui].add(numero)
    return porteurs


def _numero(n: str | None) -> str | None:
    """Dix chiffres, le zéro de tête rendu ; None s'il est mal formé ou fait d'un seul chiffre."""
    if n is None or not (n.isdigit() and n.isascii()) or len(set(n)) == 1:
        return None
    return n.zfill(10) if 9 <= len(n) <= 10 else None


def _suite_avant(e: Entretien, arret: date) -> bool:
    """Vrai si une ligne d'un entretien plus tardif porte déjà un accompagnement ou une inscription.

    On a pu les dater d'avant.
    """
    return any(
        jour is not None and jour <= arret
        for jour in (_jour_accompagnement(e), _jour_inscription(e))
    )


def _triplet(e: Entretien) -> tuple[str, str, date] | None:
    if not (e.nom and e.prenom and e.date_naissance):
        return None
    nom, prenom = nom_normalise(e.nom), nom_normalise(e.prenom)
    return (nom, prenom, e.date_naissance) if nom and prenom else None


class _Comptage:
    """Les personnes l'une après l'autre ; `brut`.

    (périmètre, mois ou cumul ou trimestre, indicateur, sexe, tranche) -> combien.
    """

    def __init__(self, cadre: Cadre, annee: int, numero: int):
        self.cadre, self.du_mois = cadre, (annee, numero)
        self.brut: Counter[Cle] = Counter()
        self.r = Recompte(f"{annee:04}-{numero:02}", (REGION, *[a.dt for a in cadre.antennes]))
        self.situations = dict(cadre.situations)
        self.tranches = [_tranche(age, cadre) for age in range(cadre.age_impossible)]
        self.rangs = {demi: rang for rang, demi in enumerate(("Matin", "Après-midi"))}
        self.toutes_recues = cadre.definition_accompagnees == "reçues"
        debut = _mois_de(cadre.debut)
        tous = [(a, m) for a in range(debut[0], annee + 1) for m in range(1, 13)]
        self.mois = [m for m in tous if debut <= m <= self.du_mois]

    def personne(self, siennes: list[Entretien]) -> None:
        """Une personne, par ses lignes : dans la région, puis dans chacune de ses DT."""
        ordonnees = sorted(siennes, key=self._ordre)
        for perimetre in dict.fromkeys((REGION, *(e.dt for e in ordonnees))):
            ici = [e for e in ordonnees if perimetre in (REGION, e.dt)]
            codes: dict[Entretien, list[str]] = defaultdict(list)
            self._recue(perimetre, ici, codes)
            for code, jour_de in (("I4", _jour_accompagnement), ("C1", _jour_inscription)):
                datees = [(jour, e) for e in ici if (jour := jour_de(e)) is not None]
                self._suite(code, datees, perimetre, codes)
            comptees = self.r.en_region if perimetre == REGION else self.r.en_dt
            comptees |= {e: tuple(siens) for e, siens in codes.items()}

    def _recue(
        self, perimetre: str, ici: list[Entretien], codes: dict[Entretien, list[str]]
    ) -> None:
        """Chaque période la compte à sa première ligne ; M1 si un mois d'avant la comptait déjà."""
        vus: set[str] = set()
        premiere = _mois_de(ici[0].date_entretien)
        for e in ici:
            mois = _mois_de(e.date_entretien)
            k, sexe, tranche = self._profil(e)
            for periode in self._periodes(mois):
                if periode in vus:
                    continue
                vus.add(periode)
                siens = self._indicateurs(k)
                if premiere < mois and periode not in ("cumul", _trimestre(mois)):
                    siens.append("M1")
                self._noter(perimetre, periode, siens, sexe, tranche)
                if periode == "mois":
                    codes[e] += siens

    def _suite(
        self,
        code: str,
        datees: list[tuple[date, Entretien]],
        perimetre: str,
        codes: dict[Entretien, list[str]],
    ) -> None:
        """I4 ou C1 : la plus ancienne date de la personne, dans le périmètre."""
        if not datees:
            return
        jour, e = min(datees, key=lambda d: (d[0], self._ordre(d[1])))
        _, sexe, tranche = self._profil(e)
        for periode in self._periodes(_mois_de(jour)):
            if periode == "cumul" and jour < self.cadre.debut:
                continue
            self._noter(perimetre, periode, [code], sexe, tranche)
            if periode == "mois":
                codes[e].append(code)

    def _ordre(self, e: Entretien) -> tuple[date, int, int]:
        rang = 9 if e.demi_journee is None else self.rangs.get(e.demi_journee, 2)
        return e.date_entretien, rang, e.ligne

    def _profil(self, e: Entretien) -> tuple[str, str, str]:
        """Catégorie, sexe, tranche d'une ligne."""
        ne, jour = e.date_naissance, e.date_entretien
        tranche = "NR"
        if ne is not None and ne <= jour:
            age = jour.year - ne.year
            if jour.month < ne.month or (jour.month == ne.month and jour.day < ne.day):
                age -= 1
            if age < len(self.tranches):
                tranche = self.tranches[age]
        k = self._categorie(e.situation, e.agir, e.rsa, e.inscrit_ft)
        return k, e.sexe if e.sexe in ("F", "H") else "NR", tranche

    def _categorie(self, situation: str | None, *reponses: str | None) -> str:
        """La première réponse, dans l'ordre de l'entretien, qui n'est pas « non »."""
        statut = self.situations.get(situation or "")
        if statut is None:
            return "K_QUALIFIER"
        if statut in _CODES:
            return _CODES[statut]
        for reponse, code in zip(reponses, _PAR_REPONSE, strict=True):
            if reponse == "Oui":
                return code
            if reponse != "Non":
                return "K_QUALIFIER"
        return "K_ELIGIBLE"

    def _indicateurs(self, k: str) -> list[str]:
        codes = ["R0", k]
        if k == "K_ELIGIBLE" or self.toutes_recues:
            codes.append("I1")
        if k == "K_INSCRIT":
            codes.append("I2")
        if k in ("K_RSA", "K_AGIR"):
            codes.append("I3")
        return codes

    def _periodes(self, annee_mois: tuple[int, int]) -> list[str]:
        """Les périodes où tombe un mois : aucune après celui du rapport."""
        if not self.mois or annee_mois > self.du_mois:
            return []
        periodes = ["cumul"]
        if annee_mois >= self.mois[0]:
            periodes += [f"{annee_mois[0]:04}-{annee_mois[1]:02}", _trimestre(annee_mois)]
        if annee_mois == self.du_mois:
            periodes.append("mois")
        return periodes

    def _noter(
        self, perimetre: str, periode: str, codes: Iterable[str], sexe: str, tranche: str
    ) -> None:
        self.brut.update((perimetre, periode, code, sexe, tranche) for code in codes)

    def clore(self) -> Recompte:
        """Les totaux par sexe, par tranche et en tout."""
        r = self.r
        for (perimetre, periode, code, sexe, tranche), n in self.brut.items():
            for s in (sexe, "T"):
                for t in (tranche, "T"):
                    r.chiffres[perimetre, periode, code, s, t] += n
        r.periodes = {
            "mois",
            "cumul",
            *(f"{a:04}-{m:02}" for a, m in self.mois),
            *map(_trimestre, self.mois),
        }
        return r


def _mois_de(jour: date) -> tuple[int, int]:
    return jour.year, jour.month


def _trimestre(annee_mois: tuple[int, int]) -> str:
    annee, mois = annee_mois
    return f"{annee:04}-T{(mois + 2) // 3}"


def _tranche(age: int, cadre: Cadre) -> str:
    for t in cadre.tranches:
        if t.mini <= age and (t.maxi is None or age <= t.maxi):
            return t.libelle
    return "NR"


def _jour_accompagnement(e: Entretien) -> date | None:
    return e.date_rdv_ft if e.rdv_ft == "Accompagné" else None


def _jour_inscription(e: Entretien) -> date | None:
    if e.inscription_cip != "Réalisée":
        return None
    if e.date_inscription is not None:
        return e.date_inscription
    return None if "date_inscription" in e.ecarts else e.date_entretien
