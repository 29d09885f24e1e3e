"""`python -m workbook.cas` : joue tous les cas et s'arrête au premier qui ne donne pas ses codes.
`make mutation` s'en sert."""

import sys

from workbook.cas import CAS, Cas, jouer
from workbook.cas.recit import decrire
from workbook.jugement.regles import PAR_CODE


def faux(c: Cas) -> str:
    """Ce qu'un cas donne d'autre que ses codes ; vide s'il les donne."""
    lignes, _, jugement = jouer(c.lignes, seances=c.seances, ref=c.ref)
    trouves = [sorted(a.code for a in jugement.anomalies if a.entretien is e) for e in lignes]
    attendus = [sorted(codes) for codes in c.codes]
    return (
        ""
        if trouves == attendus and not jugement.pannes
        else f"{decrire(c)} : attendu {attendus}, trouvé {trouves} {jugement.pannes}"
    )


if CAS.keys() != PAR_CODE.keys():
    sys.exit("des règles sans cas, ou des cas sans règle")
for cas_de_la_regle in CAS.values():
    for un_cas in cas_de_la_regle:
        if constat := faux(un_cas):
            sys.exit(constat)
