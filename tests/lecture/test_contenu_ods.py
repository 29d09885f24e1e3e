"""Ce que dit content.xml d'un .ods, balise par balise : la valeur d'une cellule, et rien de ce qui
est posé dessus. Aucune personne réelle."""

import zipfile
from contextlib import suppress
from datetime import date, datetime, timedelta
from html import escape
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

import pytest
from contenus_ods import contenu, feuille, rangee, texte
from fabrique import COLONNES, ligne_conforme
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from workbook.declarations.adresses import Zone
from workbook.declarations.erreurs import ClasseurInutilisable
from workbook.lecture import enveloppe
from workbook.lecture.classeur import lire
from workbook.lecture.fichier import ouvrir_cellules
from workbook.lecture.opendocument import Document, calendrier_1904
from workbook.lecture.opendocument import lire as lire_contenu


def lu(xml: str) -> Document:
    """Ce qui est lu d’un content.xml."""
    return lire_contenu(BytesIO(xml.encode()))


def cellule(xml: str) -> Any:
    """La valeur de la seule cellule d'une feuille ; « vide » si elle l'est."""
    rangees = lu(contenu(feuille(rangee(xml)))).feuilles["Entretiens"].rangees()
    return rangees[0][0] if rangees else "vide"


def type_(genre: str, valeur: str, affichee: str = "?") -> str:
    """Une cellule de ce type, et le texte que le tableur y montre."""
    attribut = {
        "date": "date-value",
        "time": "time-value",
        "boolean": "boolean-value",
        "string": "string-value",
    }.get(genre, "value")
    return (
        f'<table:table-cell office:value-type="{genre}" '
        f'office:{attribut}="{valeur}"><text:p>{affichee}</text:p></table:table-cell>'
    )


FORME = (
    '<draw:custom-shape table:end-cell-address="A1"><text:p>posé '
    "dessus</text:p></draw:custom-shape>"
)
CADRE = "<draw:frame><draw:text-box><text:p>posé dessus</text:p></draw:text-box></draw:frame>"
NOTE = (
    "<office:annotation><dc:creator>CIP</dc:creator><dc:date>2026-03-02</dc:date><text:p>une "
    "note</text:p></office:annotation>"
)
GRAPHIQUE = (
    "<draw:frame><draw:object><office:document><office:body>"
    + feuille(rangee(texte("d’un graphique")), "local-table")
    + "</office:body></office:document></draw:object></draw:frame>"
)
"""Un graphique posé dans une cellule, et le tableau de ses données : ce n'est pas une feuille."""


@pytest.mark.parametrize(("interieur", "attendu"), [
    ("<text:p>Noé</text:p>", "Noé"),
    *((f"{pose}<text:p>Noé</text:p>", "Noé") for pose in (FORME, CADRE, NOTE, GRAPHIQUE,
        "<draw:line/>", "<draw:control/>", "<table:detective/>", "<draw:g>" + FORME + "</draw:g>")),
    *((f"<text:p>Noé</text:p>{pose}", "Noé") for pose in (FORME, CADRE, NOTE, GRAPHIQUE)),
    *((f"<text:p>N{pose}oé</text:p>", "Noé") for pose in (FORME, CADRE, NOTE,
        "<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>note</text:p></text:note-body></text:note>")),
    (FORME + NOTE, "vide"), (GRAPHIQUE, "vide"), ("", "vide"), ("<text:p/>", "vide"),
     ("<text:p></text:p>", "vide"),
    ("<text:p>Noé</text:p><text:p>Zoé</text:p>", "Noé\nZoé"),
     ("<text:p>Noé</text:p><text:p/><text:p>Zoé</text:p>", "Noé\n\nZoé"),
    ("<text:p>N<text:span>o</text:span>é</text:p>", "Noé"),
     ("<text:p><text:span><text:span>Noé</text:span></text:span></text:p>", "Noé"),
    ("<text:p><text:a>Noé</text:a></text:p>", "Noé"), ("<text:h>Noé</text:h>", "Noé"),
     ("<text:list><text:list-item><text:p>Noé</text:p></text:list-item></text:list>", "Noé"),
    ("<text:p>A<text:line-break/>B</text:p>", "A\nB"), ("<text:p>A<text:tab/>B</text:p>", "A\tB"),
     ("<text:p>A<text:s/>B</text:p>", "A B"),
    ('<text:p>A <text:s text:c="3"/>B</text:p>', "A    B"), ("<text:p><text:s/>A</text:p>", " A"),
     ('<text:p>A<text:s text:c="2"/></text:p>', "A  "),
    ("<text:p>\n   Noé\n  </text:p>", "Noé"), ("<text:p>A\n   B</text:p>", "A B"),
     ("<text:p>A  B</text:p>", "A B"), ("\n  <text:p>Noé</text:p>\n ", "Noé"),
    ("<text:p>A\u00a0\u00a0B\u202f</text:p>", "A\u00a0\u00a0B\u202f"),
    ("<text:p><text:ruby><text:ruby-base>漢</text:ruby-base>"
     "<text:ruby-text>kan</text:ruby-text></text:ruby></text:p>", "漢"),
    ("<text:p><text:date>02/03/2026</text:date></text:p>", "02/03/2026"),
     ("<text:p>A<text:bookmark text:name='x'/>B</text:p>", "AB"),
    ("<text:p>a &amp; b &lt;c&gt; &#233;</text:p>", "a & b <c> é"),
     ("<text:p><![CDATA[a & b]]></text:p>", "a & b"), ("<text:p>a<!-- b -->c</text:p>", "ac"),
    ("<text:p><text:script>alert(1)</text:script>A</text:p>", "A"),
     ("<table:table><table:table-row><table:table-cell><text:p>dedans</text:p>"
      "</table:table-cell></table:table-row></table:table>", "vide"),
])  # fmt: skip
def test_texte_d_une_cellule(interieur: str, attendu: str) -> None:
    """Le texte d'une cellule est celui de ses paragraphes, pas celui d'une forme, d'un commentaire
    ou d'un tableau qu'elle porte."""
    assert (
        cellule(f'<table:table-cell office:value-type="string">{interieur}</table:table-cell>')
        == attendu
    )
    assert cellule(f"<table:table-cell>{interieur}</table:table-cell>") == attendu


@pytest.mark.parametrize(("xml", "attendu"), [
    (type_("float", "12"), 12.0), (type_("float", "1.5e3"), 1500.0),
     (type_("float", "-0.25"), -0.25), (type_("percentage", "0.5", "50 %"), 0.5),
    (type_("currency", "62000", "62 000,00 €"), 62000.0), (type_("float", "5701000000", "5,70E+09"),
     5701000000.0), (type_("float", "", "douze"), "douze"),
    (type_("float", "NaN", "?"), "?"), (type_("float", "INF", "?"), "?"),
     (type_("float", "1e400", "1E+400"), "1E+400"),
    (type_("boolean", "true", "VRAI"), True), (type_("boolean", "false", "FAUX"), False),
    (type_("date", "2026-03-02"), date(2026, 3, 2)), (type_("date", "2026-03-02T00:00:00"),
     date(2026, 3, 2)), (type_("date", "2026-03-02T14:30:00"), datetime(2026, 3, 2, 14, 30)),
    (type_("date", "2026-03-02T14:30"), datetime(2026, 3, 2, 14, 30)),
     (type_("date", "2026-03-02T14:30:00.123456789"), datetime(2026, 3, 2, 14, 30, 0, 123456)),
    (type_("date", "2026-03-02T14:30:00Z"), datetime(2026, 3, 2, 14, 30)),
     (type_("date", "2026-03-02T14:30:00+01:00"), datetime(2026, 3, 2, 14, 30)),
    (type_("date", "1850-06-15"), date(1850, 6, 15)), (type_("date", "0001-01-01"), date(1, 1, 1)),
     (type_("date", "12026-03-02", "02/03/12026"), "02/03/12026"),
    (type_("date", "-0044-03-15", "15/03/-44"), "15/03/-44"),
     (type_("date", "2026-02-30", "30/02/2026"), "30/02/2026"), (type_("date", "", "mars"), "mars"),
    (type_("time", "PT12H30M00S"), timedelta(hours=12, minutes=30)),
     (type_("time", "PT0H"), timedelta()), (type_("time", "-PT1H30M"),
      -timedelta(hours=1, minutes=30)),
    (type_("time", "P2DT1H"), timedelta(days=2, hours=1)), (type_("time", "PT30M15.5S"),
     timedelta(minutes=30, seconds=15.5)), (type_("time", "PT30M15,5S"),
         timedelta(minutes=30, seconds=15.5)),
    (type_("time", "PT136824000000H00M00S"), 5701000000.0),
     (type_("time", f"PT{24 * 570100000}H0M0S"), timedelta(days=570100000)),
      (type_("time", "midi", "12:00"), "12:00"),
    (type_("string", "vrai texte", "affiché"), "vrai texte"), (type_("string", "", ""), "vide"),
     (type_("inconnu", "1", "texte"), "texte"),
    ('<table:table-cell office:value-type="float"><text:p>12</text:p></table:table-cell>', "12"),
    ("<table:table-cell/>", "vide"), ('<table:table-cell table:style-name="ce1"/>', "vide"),
])  # fmt: skip
def test_valeur_d_une_cellule(xml: str, attendu: Any) -> None:
    """Chaque type de valeur d'OpenDocument ; ce qui ne s'y lit pas est le texte affiché, jamais une
    panne."""
    valeur = cellule(xml)
    assert (type(valeur), valeur) == (type(attendu), attendu)


@pytest.mark.parametrize("affichee", ["#N/A", "#DIV/0!", "#REF!", "#NAME?", "#VALUE!", "#NUM!",
    "#NULL!", "#NOM?", "#VALEUR!", "#NOMBRE!", "#NUL!", "#CALC!", "#SPILL!", "Err:502", "Err:522",
    "Erreur :508", "#GETTING_DATA", "#PROPAGATION!"])  # fmt: skip
def test_erreur(affichee: str) -> None:
    """Une cellule en erreur est vide, qu'elle vienne d'Excel (un 0), d'une formule à texte ou de
    LibreOffice ; et son adresse est connue."""
    d_excel = (
        '<table:table-cell table:formula="of:=X()" office:value-type="float" '
        f'office:value="0"><text:p>{affichee}</text:p></table:table-cell>'
    )
    collee = (
        '<table:table-cell office:value-type="float" '
        f'office:value="0"><text:p>{affichee}</text:p></table:table-cell>'
    )
    d_un_texte = (
        '<table:table-cell table:formula="of:=X()" '
        f'office:value-type="string"><text:p>{affichee}</text:p></table:table-cell>'
    )
    attributs = 'office:value-type="string" office:string-value="" calcext:value-type="error"'
    de_libreoffice = (
        '<table:table-cell table:formula="of:=X()" '
        f"{attributs}><text:p>{affichee}</text:p></table:table-cell>"
    )
    for xml in (d_excel, collee, d_un_texte, de_libreoffice):
        assert cellule(xml) == "vide", xml
        lue = lu(contenu(feuille(rangee(texte("a")) + rangee(texte("b"), xml)))).feuilles[
            "Entretiens"
        ]
        assert (lue.rangees(), lue.erreurs) == ([["a"], ["b"]], ["B2"])


def test_ce_qui_n_est_pas_une_erreur() -> None:
    """Un texte tapé qui ressemble à une erreur, un nombre affiché avec un dièse : ce sont des
    valeurs."""
    assert cellule(texte("#N/A")) == "#N/A"
    assert cellule(type_("float", "5", "#5")) == 5.0
    assert cellule(type_("float", "5", "####")) == 5.0
    assert cellule(type_("float", "5", "Euros 5")) == 5.0
    de_libreoffice = 'table:formula="of:=A1" office:value-type="string" calcext:value-type="string"'
    assert (
        cellule(f"<table:table-cell {de_libreoffice}><text:p>#a!</text:p></table:table-cell>")
        == "#a!"
    )


def test_repetitions_et_vides() -> None:
    """Lignes et cellules répétées, vides du milieu et de la fin, cellules couvertes, groupes :
    chacune à sa place, la feuille toute de même largeur."""
    vides = '<table:table-cell table:number-columns-repeated="2"/>'
    xml = contenu(feuille(
        "<table:table-header-rows>"
        + rangee(texte("a"), vides, texte("d"))
        + "</table:table-header-rows>"
        + rangee('<table:table-cell table:number-columns-repeated="16384"/>', fois=3)
        + "<table:table-row-group>"
        + rangee("<table:covered-table-cell/>", texte("b"), fois=2)
        + "</table:table-row-group>"
        + rangee('<table:table-cell office:value-type="float" office:value="7" '
            'table:number-columns-repeated="3"><text:p>7</text:p></table:table-cell>', vides)
        + rangee('<table:table-cell table:number-columns-repeated="16384"/>', fois=1_048_570)
    ))  # fmt: skip
    f = lu(xml).feuilles["Entretiens"]
    assert f.rangees() == [
        ["a", "", "", "d"],
        *[[""] * 4] * 3,
        ["", "b", "", ""],
        ["", "b", "", ""],
        [7.0, 7.0, 7.0, ""],
    ]
    assert (f.examen.bas, f.examen.droite) == (7, 4)


def test_fusions_et_formules_sans_resultat() -> None:
    """Une valeur sous une fusion, une formule que rien n'a calculée : la lecture saura le dire."""
    xml = contenu(feuille(
        rangee('<table:table-cell table:number-columns-spanned="2" table:number-rows-spanned="3" '
            'office:value-type="string"><text:p>titre</text:p></table:table-cell>',
               '<table:covered-table-cell '
                   'office:value-type="string"><text:p>caché</text:p></table:covered-table-cell>')
        + rangee(texte("x"), '<table:table-cell table:formula="of:=1+1"/>',
            '<table:table-cell table:formula="of:=&quot;&quot;" office:value-type="string"/>')
    ))  # fmt: skip
    f = lu(xml).feuilles["Entretiens"]
    assert f.rangees() == [["titre", "caché"], ["x", ""]]
    assert (f.examen.fusions, f.examen.jamais_calculees, f.erreurs) == (
        [Zone(0, 0, 2, 1)],
        ["B2"],
        [],
    )


def test_noms_tables_et_calendrier() -> None:
    """Un nom d'une seule feuille cède à celui du classeur, quel que soit leur ordre ; à défaut d'un
    autre, il vaut."""

    def nom(n: str, ou: str) -> str:
        return (
            f'<table:named-expressions><table:named-range table:name="{n}" '
            'table:base-cell-address="$A.$A$1" '
            f'table:cell-range-address="{ou}"/></table:named-expressions>'
        )

    local = nom("MoisRapport", "$Copie.$C$5") + nom("Seul", "$Copie.$D$1")
    d_excel = (
        '<table:named-expressions><table:named-expression table:name="VersionModele" '
        'table:expression="of:=[$Accueil.$C$9]"/></table:named-expressions>'
    )
    xml = contenu(
        f'<table:table table:name="Copie">{local}{rangee(texte("a"))}</table:table>'
        + feuille(rangee(texte("b"))),
        avant='<table:calculation-settings><table:null-date '
            'table:date-value="1904-01-01"/></table:calculation-settings>',
        apres=nom("MoisRapport", "$Accueil.$C$5") + d_excel + nom("Zone",
            "$'L’année d''avant'.$A$1:$'L’année d''avant'.$B$3") + nom("Faux", "#REF!")
        + ('<table:database-ranges><table:database-range table:name="T" '
            'table:target-range-address="$Entretiens.$A$3:.$X$90"/></table:database-ranges>'),
    )  # fmt: skip
    d = lu(xml)
    assert d.noms == {
        "MoisRapport": "Accueil!$C$5",
        "Seul": "Copie!$D$1",
        "VersionModele": "Accueil!$C$9",
        "Zone": "'L’année d''avant'!$A$1:$B$3",
    }
    assert (d.tables, d.calendrier_1904) == ([("T", "Entretiens", "$A$3:$X$90")], True)
    assert calendrier_1904(BytesIO(xml.encode()))
    assert not calendrier_1904(BytesIO(contenu(feuille("")).encode()))


def test_ce_qui_n_est_pas_une_feuille() -> None:
    """Le tableau d'un graphique, la copie d'une feuille d'un autre fichier, les textes d'aide et
    l'historique des changements ne sont pas des feuilles."""
    avant = (
        "<table:tracked-changes><table:cell-content-change><table:previous>"
        "<table:change-track-table-cell><text:p>avant</text:p></table:change-track-table-cell>"
        "</table:previous></table:cell-content-change></table:tracked-changes>"
        "<table:content-validations><table:content-validation><table:help-message>"
        "<text:p>aide</text:p>"
        "</table:help-message></table:content-validation></table:content-validations>"
    )
    formes = (
        f"<table:shapes>{GRAPHIQUE}{FORME}</table:shapes><office:forms><form:form/></office:forms>"
    )
    autre = feuille(rangee(texte("ailleurs")), "'file:///C:/autre.ods'#$Entretiens")
    d = lu(
        contenu(
            "<table:table "
            f'table:name="Entretiens">{formes}{rangee(texte("ici"))}</table:table>{autre}',
            avant=avant,
        )
    )
    assert {n: f.rangees() for n, f in d.feuilles.items()} == {"Entretiens": [["ici"]]}


# --- Le fichier -----------------------------------------------------------------------------------

MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"


def ecrire(
    chemin: Path,
    xml: str | bytes,
    *,
    mimetype: str | None = MIMETYPE,
    manifeste: str | None = "<manifest/>",
) -> Path:
    """Un .ods de ce contenu ; None : sans cette partie."""
    with zipfile.ZipFile(chemin, "w", zipfile.ZIP_DEFLATED) as z:
        for nom, valeur in (
            ("mimetype", mimetype),
            ("content.xml", xml),
            ("META-INF/manifest.xml", manifeste),
        ):
            if valeur is not None:
                z.writestr(nom, valeur)
    return chemin


def une_cellule(v: Any) -> str:
    """La cellule d’une valeur de Python."""
    if v is None:
        return "<table:table-cell/>"
    return (
        type_("date", v.isoformat())
        if isinstance(v, date)
        else type_("float", repr(v))
        if isinstance(v, int | float)
        else texte(escape(v))
    )


LIGNE = rangee(*map(une_cellule, ligne_conforme().values()))
TITRES = rangee(*map(texte, COLONNES))
INDENTE = contenu(feuille(TITRES + LIGNE)).replace("><", ">\n  <")


@pytest.mark.parametrize(("xml", "options"), [
    (contenu(feuille(TITRES + LIGNE)), {}), (INDENTE, {}), (contenu(feuille(TITRES + LIGNE)),
     {"mimetype": None}), (contenu(feuille(TITRES + LIGNE)), {"mimetype": None, "manifeste": None}),
    (contenu(feuille(TITRES + LIGNE)), {"mimetype": MIMETYPE + "\n"}),
     (contenu(feuille(TITRES + LIGNE)), {"mimetype": MIMETYPE + "-template"}),
      (contenu(feuille(TITRES + LIGNE), prologue=""), {}),
    (contenu(feuille(TITRES + LIGNE),
     prologue='<?xml version="1.0" encoding="UTF-16"?>').encode("utf-16"), {}),
         (b"\xef\xbb\xbf" + contenu(feuille(TITRES + LIGNE)).encode(), {}),
    (contenu(feuille(TITRES + LIGNE),
     prologue='<?xml version="1.0" encoding="ISO-8859-1"?>').replace("’", "'").encode("latin-1",
         "xmlcharrefreplace"), {}),
    (contenu(feuille(TITRES + LIGNE)).replace("<table:", "<t:").replace("</table:",
     "</t:").replace(" table:", " t:").replace("xmlns:table=", "xmlns:t="), {}),
    (contenu(feuille(TITRES + LIGNE),
     prologue='<?xml version="1.0"?><!DOCTYPE x SYSTEM "office.dtd">'), {}),
    (contenu(feuille(TITRES + rangee("<table:table-cell/>",
     fois=5) + LIGNE + rangee("<table:table-cell/>", fois=1_048_569))), {}),
])  # fmt: skip
def test_un_fichier_se_lit(xml: str | bytes, options: dict[str, Any], tmp_path: Path) -> None:
    """Mis en forme, sans mimetype ni manifeste, dans un autre codage, sous d'autres préfixes :
    c'est le même classeur."""
    (e,) = lire(ecrire(tmp_path / "c.ods", xml, **options)).lignes
    assert (e.nom, e.date_entretien, e.ecarts) == (
        ligne_conforme()["Nom"],
        ligne_conforme()["Date entretien"],
        {},
    )


BOMBE = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'


@pytest.mark.parametrize(("xml", "options", "dit"), [
    (contenu(feuille(TITRES + texte("&b;")), prologue=BOMBE), {}, "abîmé"),
     (contenu(feuille(TITRES))[:-9], {}, "abîmé"), (b"\0", {}, "abîmé"), ("", {}, "abîmé"),
    ("<html/>", {}, "n’est pas un classeur"), (contenu(""), {}, "n’est pas un classeur"),
     (contenu(feuille(TITRES)), {"mimetype": "application/vnd.oasis.opendocument.text"},
      "n’est pas un classeur"),
    (b"\0", {"manifeste": "<manifest:encryption-data/>"}, "mot de passe"),
    (contenu(feuille(TITRES + rangee("<table:table-cell/>", fois=2_000_000) + LIGNE)), {},
     "jusqu’à la ligne 2000002, jusqu’à la colonne S"),
    (contenu(feuille(TITRES + rangee(
        LIGNE.removeprefix("<table:table-row>").removesuffix("</table:table-row>"),
        fois=2_000_000))), {}, "jusqu’à la ligne 2000001"),
    (contenu(feuille(TITRES + rangee(
        '<table:table-cell table:number-columns-repeated="999999999"/>', texte("x")))), {},
     "remplies très loin"),
    (contenu(feuille(TITRES + rangee('<table:table-cell table:number-columns-repeated="999999999" '
        'office:value-type="string"><text:p>x</text:p></table:table-cell>'))), {},
            "remplies très loin"),
    (contenu(feuille(TITRES + rangee('<table:table-cell table:number-columns-repeated="16000"/>',
     texte("x"), fois=100_000))), {}, "remplies très loin"),
])  # fmt: skip
def test_un_fichier_se_refuse(
    xml: str | bytes, options: dict[str, Any], dit: str, tmp_path: Path
) -> None:
    """Tronqué, piégé, chiffré, d'une autre sorte ou démesuré : une phrase française, aussitôt."""
    with pytest.raises(ClasseurInutilisable, match=dit):
        lire(ecrire(tmp_path / "c.ods", xml, **options))


def test_une_feuille_demesuree_ailleurs_ne_gene_pas(tmp_path: Path) -> None:
    """Une cellule égarée dans une feuille que rien ne lit n'empêche pas de lire les entretiens."""
    loin = rangee("<table:table-cell/>", fois=900_000_000) + rangee(
        '<table:table-cell table:number-columns-repeated="40000"/>', texte("x")
    )
    chemin = ecrire(tmp_path / "c.ods", contenu(feuille(loin, "À moi") + feuille(TITRES + LIGNE)))
    assert len(lire(chemin).lignes) == 1
    with pytest.raises(ClasseurInutilisable, match="« À moi »"):
        ouvrir_cellules(chemin, enveloppe.ouvrir(chemin)).rangees("À moi")


# --- La même lecture que calamine, partout où calamine lit bien -----------------------------------

TEXTES = st.text(
    st.characters(
        codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\u2028\u2029\u0085"
    ),
    max_size=12,
).map(lambda t: " ".join(t.split()))
VALEURS = st.one_of(
    st.none(), TEXTES, st.floats(allow_nan=False, allow_infinity=False),
        st.integers(-(10**10), 10**10), st.booleans(),
    st.dates(date(1900, 3, 1)), st.datetimes(datetime(1900, 3, 1),
        datetime(9999, 1, 1)).map(lambda d: d.replace(microsecond=0)),
)  # fmt: skip


def _en_ods(v: Any) -> str:
    return (
        type_("boolean", str(v).lower())
        if isinstance(v, bool)
        else une_cellule(v)
        if v != ""
        else "<table:table-cell/>"
    )


def _comparable(v: Any) -> Any:
    """calamine rend un minuit avec son heure ; pour nous, c'est une date."""
    return (
        (type(v.date()), v.date())
        if isinstance(v, datetime) and v.time() == datetime.min.time()
        else (type(v), v)
    )


@settings(deadline=None)
@given(st.lists(st.tuples(st.lists(VALEURS, max_size=6), st.integers(1, 4)), max_size=8))
def test_comme_calamine(rangees: list[tuple[list[Any], int]]) -> None:
    """Des feuilles quelconques, sans forme ni erreur : les deux lecteurs rendent les mêmes lignes,
    les mêmes valeurs, les mêmes types."""
    xml = contenu(
        feuille("".join(rangee(*map(_en_ods, valeurs), fois=fois) for valeurs, fois in rangees))
    )
    octets = BytesIO()
    with zipfile.ZipFile(octets, "w") as z:
        z.writestr("mimetype", MIMETYPE)
        z.writestr("content.xml", xml)
        z.writestr("META-INF/manifest.xml", "<manifest/>")
    octets.seek(0)
    attendu = (
        CalamineWorkbook.from_filelike(octets)
        .get_sheet_by_name("Entretiens")
        .to_python(skip_empty_area=False)
    )
    lues = lu(xml).feuilles["Entretiens"].rangees()
    assert [list(map(_comparable, ligne)) for ligne in lues] == [
        list(map(_comparable, ligne)) for ligne in attendu
    ]


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_des_octets_quelconques(bruit: bytes) -> None:
    """Un content.xml abîmé n'importe où se refuse, ou se lit : il ne fait jamais tomber le
    logiciel."""
    xml = contenu(feuille(TITRES + LIGNE)).encode()
    for place in (0, len(xml) // 3, len(xml) - 5):
        with suppress(ParseError, ValueError, LookupError):
            lire_contenu(BytesIO(xml[:place] + bruit + xml[place + len(bruit) :]))
