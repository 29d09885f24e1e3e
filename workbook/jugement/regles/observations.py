"""Ce qu'une zone de commentaires ne doit pas garder (CNIL)."""

import re

from workbook.declarations.cadre import Cadre
from workbook.declarations.lignes import Entretien
from workbook.declarations.texte import comparable, enumere
from workbook.jugement.regle import VERIFIER, Constat, regle

# Une fausse alerte coûte plus qu'un oubli : « projet santé » ou « aide-soignante » sont des
# métiers. Ne sont cherchées que des tournures qui parlent de la personne. Le texte comparé est sans
# accents ni majuscules.
_DATES_ET_HEURES = re.compile(
    r"(?<!\d)(?:[0-2]?\d|3[01])(?P<s>[./ -])(?:0?\d|1[0-2])(?P=s)(?:(?:19|20)\d\d|\d\d"
    r"(?![./ -]?\d)|\d\d(?= \d\d?/))(?!\d)|(?<!\d)\d{1,2}\s?(?:h\s?(?:\d\d)?|:\d\d)(?!\d)"
)
"""« 05/02/2026 10h30 » n'est pas un téléphone."""
_NIR = re.compile(
    r"(?<!\d)[12378]\s?\d\d\s?(?:0[1-9]|1[0-2]|[2-9]\d)\s?(?:\d\d"
    r"|2[ab])\s?\d{3}\s?\d{3}(?:\s?\d\d)?(?!\d)"
)
_TELEPHONE = re.compile(
    r"(?<![\d+])(?:(?:\+|00)\s?33\s?(?:\(0\)\s?)?|0)[1-9](?:[\s.\-/]?\d\d){4}(?!\d)|"
    r"(?<!\w)\+\d{1,3}(?:[\s.\-]?\d{2,4}){3,5}(?!\d)"
)
_TELEPHONE_SANS_ZERO = re.compile(r"(?:\+?33 ?[1-79]|[367])(?:[ .-]?\d\d){4}")
"""Toute la cellule : 0612345678 tapé comme un nombre y devient 612345678. Ailleurs, neuf chiffres
peuvent être n'importe quoi."""
_COURRIEL = re.compile(r"[\w.+-](?:@| ?\(at\) ?)[\w-]+\.[a-z]{2,}")
_SANTE = re.compile(
    r"\b(?:enceinte|grossesse|seropositi(?:f|ve)|vih|diabeti?(?:que|e)|cancer|depressi(?:f|ve|on)"
    r"|epilep(?:sie|tique)|schizophren\w+|bipolaire|handicape\w*|rqth|mdph|aah|tuberculose|hepatite"
    r"|chimiotherapie|dialyse|hospitalise\w*|sous traitement|traitement medical|problemes? de sante"
    r"|etat de sante|raisons? (?:de sante|medicales?)|(?:sa|mauvaise) sante"
    r"|sante (?:(?:est|reste|semble|tres|assez|plutot|encore|mentale|physique) )*(?:fragile"
    r"|precaire|fragilisee|degradee|mauvaise|delicate)|la sante de (?:son|sa|ses)"
    r"|(?:motifs?|ennuis?|soucis?|pbs?) (?:de sante|medica(?:l|ux))|situation de handicap"
    r"|son handicap|arret maladie|(?:est|etait|tombee?|gravement) malade|^malade$|malade depuis"
    r"|operee? (?:du|de la|d['’ ]une?)|maladie (?:grave|chronique|mentale)|troubles? psy\w*"
    r"|suivie? psy\w*|stress post[ -]traumatique|invalidite|soucis de sante|asthm\w+|longue maladie"
    r"|en ald|(?:est|etait) (?:sourde?|malentendante?|malvoyante?|aveugle)|hypertension"
    r"|handicap (?:moteur|mental|visuel|auditif)|a un handicap"
    r"|(?:suivie?|vue?|voit|consulte) (?:par )?(?:une?|le|la|son|sa) psy\w+)\b"
)
_AILLEURS = re.compile(
    r"(?:aupres d[e’']s? ?|aide aux |pour |des |personnes? |enfants? |adultes? |salaries? |public "
    r"|referente? |secteur (?:du |de la )?)(?:personnes? )?(?:handicape\w*|malades?"
    r"|(?:en )?situation de handicap)|recherche (?:contre|sur) le cancer|ligue contre le cancer"
    r"|invalidite du (?:titre|passeport|document)|handicapee? (?:dans|par|pour)"
    r"|langue d['’ ]origine ?: ?|entreprises? d['’ ]origine \w+"
    r"|origine \w+ d(?:u|es|e la|e l['’ ]) ?diplomes?|(?:apres|pendant|avant) le ramadan"
    r"|(?:interprete|conseillere?|agente?|poste|stage|travaille|emploi) (?:a|de"
    r"|pour) (?:l['’ ]ofpra|la cnda)"
)
"""Des métiers, des lieux de travail, des papiers : rien sur la personne."""
_RELIGION = re.compile(
    r"(?<!secours )(?<!ecole )(?<!lycee )(?<!college )"
    r"(?<!etablissement )\b(?:musulmane?s?|chretien(?:ne)?s?|catholiques?|protestante?s?"
    r"|orthodoxes?|juif|juive|israelite|bouddhiste|hindoue?|athee|voilee"
    r"|porte le (?:voile|foulard|hijab)|ramadan|temoin de jehovah|(?:sa|de) religion"
    r"|religion ?: ?\w+|copte|yezidie?|pratique (?:l['’ ]islam|religieuse)"
    r"|convertie? (?:a l['’ ]islam|au christianisme))\b"
)
_ORIGINE = re.compile(
    r"\b(?:origine (?:ethnique|raciale)|ethnie|hazara|rohingya|tsigane|rrom|"
    r"(?<!pays d['’ ])origine\s*: ?\w+|(?<!langue d['’ ])origine \w+(?:aise?|ienne?|ain|aine|ane?"
    r"|ois|oise|ole|que|rde|lle|nde|gne))\b"
)
_ASILE = re.compile(
    r"\b(?:refugiee?|demandeu(?:r|se) d['’ ]?asile|droit d['’ ]?asile|demande[er]? [dl]['’ ]?asile"
    r"|asile (?:politique|accorde)|obtenu l['’ ]asile|protection internationale"
    r"|protection subsidiaire|ofpra|cnda|persecute\w*|torturee?|apatride)\b"
)

UN_TELEPHONE = "un numéro de téléphone"
INTERDITS = (
    (_NIR, "un numéro de sécurité sociale"),
    (_TELEPHONE, UN_TELEPHONE),
    (_COURRIEL, "une adresse de courriel"),
    (_SANTE, "une mention de santé"),
    (_RELIGION, "une mention de religion"),
    (_ORIGINE, "une mention d’origine"),
    (_ASILE, "une mention d’asile ou de protection"),
)


@regle(
    "O01",
    VERIFIER,
    "Observation à ne pas garder",
    lit=("observations",),
    fonde="CNIL, zones de commentaires : rien d’excessif ; RGPD, article 9 : données sensibles",
    message="L’observation « {valeur} » semble contenir {quoi}, que le classeur ne doit pas "
    "garder. Effacez ce passage : les listes suffisent au suivi.",
)
def observation_permise(e: Entretien, p: Cadre) -> Constat:
    texte = _AILLEURS.sub(" ", comparable(e.observations))
    sans_dates = _DATES_ET_HEURES.sub(" ; ", texte)
    trouves = [
        quoi
        for motif, quoi in INTERDITS
        if motif.search(sans_dates if motif is _TELEPHONE else texte)
    ]
    if not trouves and _TELEPHONE_SANS_ZERO.fullmatch(texte):
        trouves = [UN_TELEPHONE]
    return {"quoi": enumere(trouves, "et")} if trouves else None
