"""Le second comptage : les mêmes chiffres, refaits ligne à ligne d'après le contrat 2, avant que le jeu ne sorte.

Il ne partage avec `indicateurs` que les lignes lues, le cadre et la graphie normalisée des noms : ni clés, ni âges, ni catégories, ni
codes. Il va personne par personne, quand l'autre va mois par mois ; ce qui différerait entre eux serait un défaut de l'un des deux, et
le jeu ne sort pas.
"""

from calendar import monthrange
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from workbook.declarations.cadre import Cadre
from workbook.declarations.lignes import Entretien, Seance
from workbook.declarations.texte import nom_normalise

Cle = tuple[str, str, str, str, str]
"""Périmètre, période (mois, cumul, « 2026-01 », « 2026-T1 »), indicateur, sexe, tranche."""

_REGION = "Grand Est"
_CODES = {
    "En emploi": "K_EMPLOI",
    "En formation": "K_FORMATION",
    "Étudiant": "K_ETUDIANT",
    "Autre hors public": "K_AUTRE",
}
SEANCES = ("seances", "convoques", "presents")
INDICATEURS = (
    "R0",
    "I1",
    "I2",
    "I3",
    "I4",
    "C1",
    "M1",
    *_CODES.values(),
    "K_AGIR",
    "K_RSA",
    "K_INSCRIT",
    "K_ELIGIBLE",
    "K_QUALIFIER",
)


@dataclass
class Recompte:
    """Ce que trouve le second comptage. `en_region`, `en_dt` : les lignes comptées dans le mois du rapport, et pour quels indicateurs."""

    mois: str
    perimetres: tuple[str, ...]
    chiffres: Counter[Cle] = field(default_factory=Counter)
    periodes: set[str] = field(default_factory=set)
    seances: dict[tuple[str, str, str], int | None] | None = None
    """Périmètre, période, « seances », « convoques » ou « presents » -> nombre, None s'il manque une séance ou un nombre."""
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
        voulus = set(perimetres)
        lignes = {
            (self.mois, perimetre, periode, code, sexe, tranche, n)
            for (perimetre, periode, code, sexe, tranche), n in self.chiffres.items()
            if n
            and perimetre in voulus
            and periode in ("mois", "cumul")
            and "T" not in (sexe, tranche)
            and code in INDICATEURS
        }
        for perimetre in voulus:
            for periode in ("mois", "cumul"):
                lignes |= {
                    (
                        self.mois,
                        perimetre,
                        periode,
                        code,
                        "T",
                        "T",
                        self.chiffres[perimetre, periode, code, "T", "T"],
                    )
                    for code in INDICATEURS
                }
        return lignes


def recompter(
    lignes: Sequence[Entretien],
    seances: Sequence[Seance] | None,
    cadre: Cadre,
    annee: int,
    numero: int,
) -> Recompte:
    """Recompte un mois, son cumul, chaque mois et chaque trimestre depuis le début de la convention, pour la région et chaque DT."""
    c = _Comptage(cadre, annee, numero)
    c.personnes(_par_personne(lignes, cadre, date(annee, numero, monthrange(annee, numero)[1])))
    if seances is not None:
        c.seances(seances, lignes)
    return c.clore()


def _par_personne(
    lignes: Sequence[Entretien], cadre: Cadre, arret: date
) -> dict[Any, list[Entretien]]:
    """Les lignes qui comptent jusqu'au jour `arret` compris, par personne ; les clés, elles, regardent toutes les lignes du classeur."""
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
    if sans_numero:
        jours = {e.date_naissance for e in sans_numero} - {None}
        porteurs: dict[tuple, set[str]] = defaultdict(set)
        for e in lignes:
            if (
                e.date_naissance in jours
                and (qui := _triplet(e))
                and (numero := _numero(e.n_etranger))
            ):
                porteurs[qui].add(numero)
        for e in sans_numero:
            qui = _triplet(e)
            candidats = porteurs.get(qui, ()) if qui else ()
            personnes[next(iter(candidats)) if len(candidats) == 1 else qui or e.ligne].append(e)
    return personnes


def _numero(n: str | None) -> str | None:
    """Dix chiffres, le zéro de tête rendu ; None s'il est mal formé ou fait d'un seul chiffre."""
    if (
        n is None
        or not 9 <= len(n) <= 10
        or not n.isdigit()
        or not n.isascii()
        or not n.strip(n[0])
    ):
        return None
    return n if len(n) == 10 else "0" + n


def _suite_avant(e: Entretien, arret: date) -> bool:
    """Vrai si une ligne d'un entretien plus tardif porte déjà un accompagnement ou une inscription : on a pu les dater d'avant."""
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
    """Les personnes l'une après l'autre ; `brut` : (périmètre, mois ou cumul ou trimestre, indicateur, sexe, tranche) -> combien."""

    def __init__(self, cadre: Cadre, annee: int, numero: int):
        self.cadre, self.du_mois = cadre, (annee, numero)
        self.brut: Counter[Cle] = Counter()
        self.r = Recompte(f"{annee:04}-{numero:02}", (_REGION, *[a.dt for a in cadre.antennes]))
        self.situations = dict(cadre.situations)
        self.categories: dict[tuple, str] = {}
        ages = range(cadre.age_impossible)
        self.tranches = [
            next(
                (
                    t.libelle
                    for t in cadre.tranches
                    if t.mini <= age and (t.maxi is None or age <= t.maxi)
                ),
                "NR",
            )
            for age in ages
        ]
        self.rangs = {demi: rang for rang, demi in enumerate(("Matin", "Après-midi"))}
        self.toutes_recues = cadre.definition_accompagnees == "reçues"
        debut = (cadre.debut.year, cadre.debut.month)
        self.mois = [
            (a, m)
            for a in range(debut[0], annee + 1)
            for m in range(1, 13)
            if debut <= (a, m) <= self.du_mois
        ]

    def personnes(self, personnes: dict[Any, list[Entretien]]) -> None:
        """Compte tout le monde ; qui n'a qu'une ligne, presque tous, l'est par paquets de mêmes réponses."""
        simples: list[tuple] = []
        suites: list[tuple] = []
        profil, (annee, mois), debut = self._profil, self.du_mois, self.cadre.debut
        for siennes in personnes.values():
            if len(siennes) > 1:
                self._personne(siennes)
                continue
            e = siennes[0]
            jour, dt = e.date_entretien, e.dt
            k, sexe, tranche = profil(e)
            simples.append((dt, jour.year, jour.month, k, sexe, tranche))
            codes = self._indicateurs(k) if jour.month == mois and jour.year == annee else []
            if e.rdv_ft is not None or e.inscription_cip is not None:
                for code, le in (("I4", _jour_accompagnement(e)), ("C1", _jour_inscription(e))):
                    if le is not None:
                        suites.append((dt, le.year, le.month, le >= debut, code, sexe, tranche))
                        if le.month == mois and le.year == annee:
                            codes.append(code)
            if codes:
                self.r.en_region[e] = self.r.en_dt[e] = tuple(codes)
        for (dt, a, m, k, sexe, tranche), n in Counter(simples).items():
            for periode in self._periodes((a, m)):
                for perimetre in (_REGION, dt):
                    self._noter(perimetre, periode, self._indicateurs(k), sexe, tranche, n)
        for (dt, a, m, cumulable, code, sexe, tranche), n in Counter(suites).items():
            for periode in self._periodes((a, m)):
                if cumulable or periode != "cumul":
                    for perimetre in (_REGION, dt):
                        self._noter(perimetre, periode, [code], sexe, tranche, n)

    def _personne(self, siennes: list[Entretien]) -> None:
        """Une personne dans la région, puis dans chacune de ses DT."""
        ordonnees = sorted(siennes, key=self._ordre)
        for perimetre in dict.fromkeys((_REGION, *(e.dt for e in ordonnees))):
            ici = [e for e in ordonnees if perimetre in (_REGION, e.dt)]
            codes: dict[Entretien, list[str]] = defaultdict(list)
            vus: set[str] = set()
            for rang, e in enumerate(ici):
                annee_mois = (e.date_entretien.year, e.date_entretien.month)
                k, sexe, tranche = self._profil(e)
                for periode in self._periodes(annee_mois):
                    if periode in vus:
                        continue
                    vus.add(periode)
                    self._noter(perimetre, periode, self._indicateurs(k), sexe, tranche, 1)
                    if periode == "mois":
                        codes[e] += self._indicateurs(k)
                    avant = ici[0].date_entretien if rang else e.date_entretien
                    if (avant.year, avant.month) < annee_mois and periode not in (
                        "cumul",
                        _trimestre(annee_mois),
                    ):
                        self._noter(perimetre, periode, ["M1"], sexe, tranche, 1)
                        if periode == "mois":
                            codes[e].append("M1")
            for code, jour_de in (("I4", _jour_accompagnement), ("C1", _jour_inscription)):
                self._suite(
                    code,
                    [(jour, e) for e in ici if (jour := jour_de(e)) is not None],
                    perimetre,
                    codes,
                )
            comptees = self.r.en_region if perimetre == _REGION else self.r.en_dt
            comptees |= {e: tuple(siens) for e, siens in codes.items()}

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
        for periode in self._periodes((jour.year, jour.month)):
            if periode == "cumul" and jour < self.cadre.debut:
                continue
            self._noter(perimetre, periode, [code], sexe, tranche, 1)
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
        reponses = e.situation, e.agir, e.rsa, e.inscrit_ft
        k = self.categories.get(reponses)
        if k is None:
            k = self.categories[reponses] = self._categorie(*reponses)
        return k, e.sexe if e.sexe in ("F", "H") else "NR", tranche

    def _categorie(self, situation: str | None, *reponses: str | None) -> str:
        """La première réponse, dans l'ordre de l'entretien, qui n'est pas « non »."""
        statut = self.situations.get(situation or "")
        if statut is None:
            return "K_QUALIFIER"
        if statut in _CODES:
            return _CODES[statut]
        for reponse, code in zip(reponses, ("K_AGIR", "K_RSA", "K_INSCRIT"), strict=True):
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
        self, perimetre: str, periode: str, codes: Iterable[str], sexe: str, tranche: str, n: int
    ) -> None:
        brut = self.brut
        for code in codes:
            brut[perimetre, periode, code, sexe, tranche] += n

    def seances(self, seances: Sequence[Seance], lignes: Sequence[Entretien]) -> None:
        """Séances, convoqués et présents, du mois et du cumul ; inconnus dès qu'une séance manque, ou un de ses nombres."""
        saisies: dict[tuple[str, str], dict[tuple, list[Seance]]] = defaultdict(
            lambda: defaultdict(list)
        )
        oubliees: set[tuple[str, str]] = set()
        for s in seances:
            for ou in self._ou(s.jour, s.dt):
                saisies[ou][s.jour, s.dt, s.demi_journee].append(s)
        for jour, dt, demi in {(e.date_entretien, e.dt, e.demi_journee) for e in lignes}:
            oubliees |= {
                ou
                for ou in self._ou(jour, dt)
                if demi is None or (jour, dt, demi) not in saisies[ou]
            }
        self.r.seances = {}
        for perimetre in self.r.perimetres:
            for periode in ("mois", "cumul"):
                ici = saisies[perimetre, periode]
                entiere = (perimetre, periode) not in oubliees and all(
                    demi is not None for _, _, demi in ici
                )
                presents = [
                    _un_nombre([s.presents for s in memes], "presents", memes)
                    for memes in ici.values()
                ]
                convoques = [
                    _un_nombre(
                        [s.convoques for s in memes],
                        "convoques",
                        memes,
                        self.cadre.convoques_par_pfa,
                    )
                    for memes in ici.values()
                ]
                for code, nombres in (
                    ("seances", [1] * len(ici)),
                    ("convoques", convoques),
                    ("presents", presents),
                ):
                    connus = [n for n in nombres if n is not None]
                    self.r.seances[perimetre, periode, code] = (
                        sum(connus) if entiere and len(connus) == len(nombres) else None
                    )

    def _ou(self, jour: date | None, dt: str | None) -> list[tuple[str, str]]:
        """Les périmètres et les périodes où tombe ce jour d'une DT ; aucun hors de la convention ou après le mois du rapport."""
        if (
            jour is None
            or dt is None
            or not self.cadre.debut <= jour <= self.cadre.fin
            or (jour.year, jour.month) > self.du_mois
        ):
            return []
        periodes = ("mois", "cumul") if (jour.year, jour.month) == self.du_mois else ("cumul",)
        return [(perimetre, periode) for perimetre in (_REGION, dt) for periode in periodes]

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


def _trimestre(annee_mois: tuple[int, int]) -> str:
    return f"{annee_mois[0]:04}-T{(annee_mois[1] + 2) // 3}"


def _un_nombre(
    tapes: list[int | None], champ: str, memes: list[Seance], sinon: int | None = None
) -> int | None:
    """Le nombre d'une séance saisie une fois ou plus ; None si deux saisies se contredisent, ou si l'une ne se lit pas."""
    differents = {n for n in tapes if n is not None}
    if len(differents) > 1 or any(champ in s.illisibles for s in memes):
        return None
    return differents.pop() if differents else sinon


def _jour_accompagnement(e: Entretien) -> date | None:
    return e.date_rdv_ft if e.rdv_ft == "Accompagné" else None


def _jour_inscription(e: Entretien) -> date | None:
    if e.inscription_cip != "Réalisée":
        return None
    if e.date_inscription is not None:
        return e.date_inscription
    return None if "date_inscription" in e.ecarts else e.date_entretien
