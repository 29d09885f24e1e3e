"""Des classeurs écrits autrement que par Excel.

Les mêmes dix lignes, un paquet que d'autres programmes font.

Toutes les personnes sont inventées. `VARIATIONS` : ce qu'on change aux parties du classeur ; il se
lit toujours pareil.
"""

import re
import warnings
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

BASE = Path(__file__).resolve().parents[1] / "cas" / "dix-lignes.xlsx"
Parties = dict[str, bytes]
FEUILLE, CLASSEUR, LIENS = (
    "xl/worksheets/sheet1.xml",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
)
STYLES, RELS, TYPES = "xl/styles.xml", "_rels/.rels", "[Content_Types].xml"
GENRE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PRINCIPAL = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def parties(chemin: Path = BASE) -> Parties:
    """Les parties d'un classeur, dans l'ordre."""
    with zipfile.ZipFile(chemin) as archive:
        return {nom: archive.read(nom) for nom in archive.namelist()}


def emballer(contenu: Parties, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Le paquet de ces parties."""
    octets = BytesIO()
    with zipfile.ZipFile(octets, "w", compression) as archive:
        for nom, valeur in contenu.items():
            archive.writestr(nom, valeur)
    return octets.getvalue()


def changer(partie: str, avant: str, apres: str) -> Callable[[Parties], Parties]:
    """Remplace un texte d'une partie, partout où il est ; il doit y être."""

    def faire(p: Parties) -> Parties:
        xml = p[partie].decode()
        assert avant in xml, (partie, avant)
        return p | {partie: xml.replace(avant, apres).encode()}

    return faire


def refaire(
    partie: str, motif: str, apres: str | Callable[[re.Match[str]], str]
) -> Callable[[Parties], Parties]:
    """Comme `changer`, par une expression régulière."""

    def faire(p: Parties) -> Parties:
        xml, combien = re.subn(motif, apres, p[partie].decode(), flags=re.DOTALL)
        assert combien, (partie, motif)
        return p | {partie: xml.encode()}

    return faire


def renommer(noms: dict[str, str]) -> Callable[[Parties], Parties]:
    """Renomme des parties, sans toucher à leurs relations."""
    return lambda p: {noms.get(nom, nom): valeur for nom, valeur in p.items()}


def suite(*changements: Callable[[Parties], Parties]) -> Callable[[Parties], Parties]:
    """Plusieurs changements, l'un après l'autre."""

    def faire(p: Parties) -> Parties:
        for changement in changements:
            p = changement(p)
        return p

    return faire


def deplacer(depuis: str, vers: str) -> Callable[[Parties], Parties]:
    """Range tout un dossier ailleurs."""
    return lambda p: {
        vers + nom.removeprefix(depuis) if nom.startswith(depuis) else nom: v
        for nom, v in p.items()
    }


def ajouter(**autres: bytes) -> Callable[[Parties], Parties]:
    """Ajoute des parties ; « __ » y tient lieu de « / » et « ··· » de point."""
    return lambda p: (
        p | {nom.replace("__", "/").replace("···", "."): v for nom, v in autres.items()}
    )


def retirer(*noms: str) -> Callable[[Parties], Parties]:
    """Sans ces parties."""
    return lambda p: {nom: v for nom, v in p.items() if nom not in noms}


def en_codage(partie: str, codage: str, declare: str = "") -> Callable[[Parties], Parties]:
    """La même partie dans un autre codage."""

    def faire(p: Parties) -> Parties:
        xml = p[partie].decode().replace('encoding="UTF-8"', f'encoding="{declare or codage}"')
        return p | {partie: xml.encode(codage)}

    return faire


def feuille_en_plus(
    nom: str = "Autre", lien: str = "rId7", attributs: str = ""
) -> Callable[[Parties], Parties]:
    """Une feuille de plus, en tête du classeur, sans relation ni partie."""
    return changer(
        CLASSEUR, "<sheets>", f'<sheets><sheet name="{nom}" sheetId="7" {attributs} r:id="{lien}"/>'
    )


def liee(
    genre: str, cible: str, xml: bytes = b"", lien: str = "rId7"
) -> Callable[[Parties], Parties]:
    """La relation et la partie d'une feuille de plus."""

    def faire(p: Parties) -> Parties:
        p = changer(
            LIENS,
            "</Relationships>",
            f'<Relationship Id="{lien}" Type="{genre}" Target="{cible}"/></Relationships>',
        )(p)
        return p | ({f"xl/{cible}": xml} if xml else {})

    return faire


def textes_partages(
    partie: str = "xl/sharedStrings.xml", cible: str = "sharedStrings.xml", enrobe: str = "{}"
) -> Callable[[Parties], Parties]:
    """Les textes de la feuille, mis en commun dans une partie liée au classeur."""

    def faire(p: Parties) -> Parties:
        textes: list[str] = []

        def partager(m: re.Match[str]) -> str:
            if m[2] not in textes:
                textes.append(m[2])
            return f'<c r="{m[1]}" t="s"><v>{textes.index(m[2])}</v></c>'

        xml = re.sub(
            r'<c r="(\w+)" t="inlineStr"><is><t[^>]*>([^<]*)</t></is></c>',
            partager,
            p[FEUILLE].decode(),
        )
        balises = [f'<t xml:space="preserve">{t}</t>' for t in textes]
        sst = "".join(f"<si>{enrobe.format(t)}</si>" for t in balises)
        sst = f'<?xml version="1.0" encoding="UTF-8"?><sst xmlns="{PRINCIPAL}">{sst}</sst>'
        return liee(f"{GENRE}/sharedStrings", cible, lien="rId8")(
            p | {FEUILLE: xml.encode(), partie: sst.encode()}
        )

    return faire


def prefixer(partie: str, prefixe: str) -> Callable[[Parties], Parties]:
    """Toutes les balises d'une partie dans un espace de noms à préfixe."""

    def faire(p: Parties) -> Parties:
        xml = re.sub(r"<(/?)(?=[A-Za-z])", rf"<\1{prefixe}:", p[partie].decode())
        return p | {partie: xml.replace("xmlns=", f"xmlns:{prefixe}=").encode()}

    return faire


def indenter(p: Parties) -> Parties:
    """Une feuille mise en page, une balise par ligne."""
    return p | {FEUILLE: re.sub(rb">(?=<(?!/(?:t|v)>))", rb">\n  ", p[FEUILLE])}


def sans_adresses(p: Parties) -> Parties:
    """Une feuille dont ni les rangées ni les cellules ne sont numérotées."""
    lettres = "ABCDEFGHIJKLMNOPQRS"

    def completer(m: re.Match[str]) -> str:
        cellules = dict(
            re.findall(r'(<c r="([A-Z]+)\d+".*?</c>)', m[1])[::1]
            and [(b, a) for a, b in re.findall(r'(<c r="([A-Z]+)\d+".*?</c>)', m[1])]
        )
        return (
            "<row>"
            + "".join(
                re.sub(r' r="\w+"', "", cellules[x], count=1) if x in cellules else "<c/>"
                for x in lettres
            )
            + "</row>"
        )

    return p | {FEUILLE: re.sub(r"<row[^>]*>(.*?)</row>", completer, p[FEUILLE].decode()).encode()}


STRICT = {
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main": "http://purl.oclc.org/ooxml/spreadsheetml/main",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships": "http://purl.oclc.org/ooxml/officeDocument/relationships",
}


def strict(p: Parties) -> Parties:
    """Le même classeur en Open XML strict : d'autres espaces de noms."""
    for avant, apres in STRICT.items():
        p = {nom: v.replace(avant.encode(), apres.encode()) for nom, v in p.items()}
    return p


GRAPHIQUE = f'<chartsheet xmlns="{PRINCIPAL}"><sheetViews/></chartsheet>'.encode()
MACROS = (
    f'<xm:macrosheet xmlns="{PRINCIPAL}" '
    'xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"><sheetData/></xm:macrosheet>'
).encode()
DIALOGUE = f'<dialogsheet xmlns="{PRINCIPAL}"/>'.encode()
AUTRE = (
    f'<worksheet xmlns="{PRINCIPAL}"><sheetData><row r="1"><c '
    'r="A1"><v>1</v></c></row></sheetData></worksheet>'
).encode()
ABIMEE = b"<worksheet><sheetData><row"
EXCEL4 = "http://schemas.microsoft.com/office/2006/relationships"
_APRES = "</sheetData>"
_DONNEES = "<sheetData>"

VARIATIONS: dict[str, Callable[[Parties], Parties]] = {
    # Où sont les parties
    "une autre casse": renommer(
        {
            CLASSEUR: "XL/Workbook.XML", LIENS: "xl/_RELS/WORKBOOK.xml.rels",
            FEUILLE: "xl/Worksheets/Sheet1.xml", STYLES: "xl/Styles.xml",
        },
    ),
    "la casse des relations": refaire(LIENS, r"worksheets/sheet1\.xml", "WorkSheets/SHEET1.xml"),
    "antislash partout": lambda p: {nom.replace("/", "\\"): v for nom, v in p.items()},
    "antislash dans les relations": suite(
        changer(LIENS, "worksheets/sheet1", "worksheets\\sheet1"),
        changer(RELS, "xl/workbook", "\\xl\\workbook"),
    ),
    "à la racine": suite(deplacer("xl/", ""), changer(RELS, "xl/workbook.xml", "workbook.xml")),
    "dans un autre dossier": suite(
        deplacer("xl/", "a/b/"), changer(RELS, "xl/workbook.xml", "a/b/workbook.xml"),
    ),
    "le classeur sous un autre nom": suite(
        renommer({CLASSEUR: "xl/livre.xml", LIENS: "xl/_rels/livre.xml.rels"}),
        changer(RELS, "xl/workbook.xml", "xl/livre.xml"),
    ),
    "un vieux classeur resté à sa place": suite(
        renommer({CLASSEUR: "xl/livre.xml", LIENS: "xl/_rels/livre.xml.rels"}),
        changer(RELS, "xl/workbook.xml", "xl/livre.xml"),
        lambda p: p | {
            CLASSEUR: p["xl/livre.xml"].replace(b"Entretiens", b"Vieux"),
            LIENS: p["xl/_rels/livre.xml.rels"],
        },
    ),
    "la feuille sous un autre nom": suite(
        renommer({FEUILLE: "xl/onglets/été 1.xml"}),
        changer(LIENS, "worksheets/sheet1.xml", "onglets/%C3%A9t%C3%A9%201.xml"),
    ),
    "la feuille au nom codé": suite(
        renommer({FEUILLE: "xl/worksheets/sheet%201.xml"}),
        changer(LIENS, "sheet1.xml", "sheet%201.xml"),
    ),
    "cible absolue": changer(LIENS, 'Target="worksheets', 'Target="/xl/worksheets'),
    "cible en ./": suite(
        changer(LIENS, 'Target="', 'Target="./'), changer(RELS, 'Target="', 'Target="./'),
    ),
    "cible en ../": changer(LIENS, 'Target="', 'Target="../xl/worksheets/../'),
    "cible comptée depuis la racine": changer(LIENS, 'Target="', 'Target="xl/'),
    "les formats sous un autre nom": suite(
        renommer({STYLES: "xl/formats.xml"}), changer(LIENS, "styles.xml", "formats.xml"),
    ),
    "les formats sans relation": refaire(LIENS, r'<Relationship Id="rId2"[^>]*/>', ""),
    "des relations externes": changer(
        LIENS, "</Relationships>",
        (
            f'<Relationship Id="rId9" Type="{GENRE}/externalLink" '
            'Target="file:///C:/x.xlsx" TargetMode="External"/></Relationships>'
        ),
    ),
    "sans types de contenu": retirer(TYPES),
    "sans relations du paquet": retirer(RELS),
    "des dossiers dans l’archive": lambda p: {"xl/": b"", "xl/worksheets/": b""} | p,
    # Comment elles sont écrites
    "la feuille en UTF-16": en_codage(FEUILLE, "utf-16"),
    "le classeur en UTF-16": en_codage(CLASSEUR, "utf-16"),
    "les relations en UTF-16": suite(en_codage(LIENS, "utf-16"), en_codage(RELS, "utf-16")),
    "les formats en UTF-16": en_codage(STYLES, "utf-16"),
    "tout en UTF-16": lambda p: {nom: en_codage(nom, "utf-16")(p)[nom] for nom in p},
    "la feuille en latin-1": en_codage(FEUILLE, "iso-8859-1"),
    "la feuille en windows-1252": en_codage(FEUILLE, "cp1252", "windows-1252"),
    "la feuille en UTF-8 avec marque": lambda p: p | {FEUILLE: b"\xef\xbb\xbf" + p[FEUILLE]},
    "sans déclaration XML": lambda p: {
        nom: re.sub(rb"^<\?xml.*?\?>\s*", b"", v) for nom, v in p.items()
    },
    "Open XML strict": strict,
    "la feuille à préfixe": prefixer(FEUILLE, "x"),
    "le classeur à préfixe": suite(
        changer(CLASSEUR, "r:id", "lien:id"), changer(CLASSEUR, "xmlns:r", "xmlns:lien"),
        prefixer(CLASSEUR, "x"),
    ),
    "les formats à préfixe": prefixer(STYLES, "x"),
    "la feuille indentée": indenter,
    "sans adresses": sans_adresses,
    "rangées sans numéro": refaire(FEUILLE, r'<row r="\d+"', "<row"),
    "l’adresse après le style": refaire(FEUILLE, r'<c r="(\w+)" s="1"', r'<c s="1" r="\1"'),
    "apostrophes": refaire(FEUILLE, r'(\w+)="(\w+)"', r"\1='\2'"),
    "adresses en minuscules": refaire(FEUILLE, r'<c r="(\w+)"', lambda m: f'<c r="{m[1].lower()}"'),
    "rangées dans le désordre": refaire(
        FEUILLE, r'(<row r="4".*?</row>)(.*)(<row r="9".*?</row>)', r"\3\2\1",
    ),
    "CDATA": refaire(FEUILLE, r">([^<>]+)</(t|v)>", r"><![CDATA[\1]]></\2>"),
    "commentaires dans les valeurs": refaire(FEUILLE, r"<v>(\d)", r"<v><!-- a -->\1<!-- b -->"),
    "commentaires entre les balises": changer(FEUILLE, "<row ", "<!-- <row r='3'/> --><row "),
    "instructions de traitement": changer(FEUILLE, _DONNEES, "<?mso x?><sheetData>"),
    "textes partagés": textes_partages(),
    "textes partagés enrichis": textes_partages(
        enrobe="<r><rPr/>{}</r><rPh sb='0' eb='1'><t>カナ</t></rPh>",
    ),
    "textes partagés sous un autre nom": textes_partages("xl/textes.xml", "textes.xml"),
    "textes partagés d’une autre casse": textes_partages(
        "xl/SharedStrings.xml", "sharedStrings.xml",
    ),
    "textes partagés en UTF-16": suite(
        textes_partages(), en_codage("xl/sharedStrings.xml", "utf-16"),
    ),
    "textes partagés à préfixe": suite(textes_partages(), prefixer("xl/sharedStrings.xml", "x")),
    "textes partagés en CDATA": suite(
        textes_partages(),
        refaire("xl/sharedStrings.xml", r">([^<>]+)</t>", r"><![CDATA[\1]]></t>"),
    ),
    "textes en formules": refaire(
        FEUILLE, r't="inlineStr"><is><t[^>]*>([^<]*)</t></is>', r't="str"><f>"x"</f><v>\1</v>',
    ),
    "un type de cellule inconnu": changer(
        FEUILLE, _APRES, '<row r="40"><c r="AA40" t="martien"><v>1</v></c></row></sheetData>',
    ),
    "des erreurs nouvelles": changer(
        FEUILLE, _APRES,
        (
            '<row r="40"><c r="AA40" t="e"><v>#SPILL!</v></c><c r="AB40" '
            't="e"><v>#CALC!</v></c></row></sheetData>'
        ),
    ),
    "un booléen en toutes lettres": changer(
        FEUILLE, _APRES,
        (
            '<row r="40"><c r="AA40" t="b"><v>yes</v></c><c r="AB40" '
            't="b"><v>true</v></c></row></sheetData>'
        ),
    ),
    "une durée démesurée dans une colonne à soi": suite(
        changer(STYLES, "</numFmts>", '<numFmt numFmtId="165" formatCode="[h]:mm"/></numFmts>'),
        changer(STYLES, "</cellXfs>", '<xf numFmtId="165"/></cellXfs>'),
        changer(
            FEUILLE, _APRES,
            '<row r="40"><c r="AA40" s="2"><v>57012345678</v></c></row></sheetData>',
        ),
    ),
    "un format qui manque": refaire(
        FEUILLE, r'<c r="(\w+)" t="inlineStr"', r'<c r="\1" s="77" t="inlineStr"',
    ),
    "des extensions dans une cellule": changer(
        FEUILLE, "</v></c>", "</v><extLst><ext uri='x'/></extLst></c>",
    ),
    "des attributs inconnus": changer(FEUILLE, "<c r=", '<c xml:lang="fr" ph="1" cm="1" r='),
    # Ce qui entoure les cellules
    "une rangée fusionnée": changer(
        FEUILLE, _APRES, '</sheetData><mergeCells count="1"><mergeCell ref="40:40"/></mergeCells>',
    ),
    "une colonne fusionnée": changer(
        FEUILLE, _APRES, '</sheetData><mergeCells count="1"><mergeCell ref="AA:AA"/></mergeCells>',
    ),
    "des colonnes fusionnées": changer(
        FEUILLE, _APRES, '</sheetData><mergeCells><mergeCell ref="$AA:$AC"/></mergeCells>',
    ),
    "une fusion sans place": changer(
        FEUILLE, _APRES,
        '</sheetData><mergeCells count="2"><mergeCell ref=""/><mergeCell/></mergeCells>',
    ),
    "une fusion incomprise": changer(
        FEUILLE, _APRES, '</sheetData><mergeCells count="1"><mergeCell ref="#REF!"/></mergeCells>',
    ),
    "une fusion de trop": changer(
        FEUILLE, _APRES, '</sheetData><mergeCells count="1"><mergeCell ref="A99:A1"/></mergeCells>',
    ),
    "étendue en rangées": changer(FEUILLE, _DONNEES, '<dimension ref="1:12"/><sheetData>'),
    "étendue en colonnes": changer(FEUILLE, _DONNEES, '<dimension ref="A:S"/><sheetData>'),
    "étendue vide": changer(FEUILLE, _DONNEES, '<dimension ref=""/><sheetData>'),
    "étendue sans référence": changer(FEUILLE, _DONNEES, "<dimension/><sheetData>"),
    "étendue à l’envers": changer(FEUILLE, _DONNEES, '<dimension ref="S12:A1"/><sheetData>'),
    "étendue absurde": changer(FEUILLE, _DONNEES, '<dimension ref="A1:XFD1048576"/><sheetData>'),
    "étendue mensongère": changer(FEUILLE, _DONNEES, '<dimension ref="A1"/><sheetData>'),
    "étendue multiple": changer(FEUILLE, _DONNEES, '<dimension ref="A1:B2 C3:D4"/><sheetData>'),
    "étendue nommée": changer(FEUILLE, _DONNEES, '<dimension ref="#REF!"/><sheetData>'),
    "contenu de remplacement": changer(
        FEUILLE, _APRES,
        (
            "</sheetData><mc:AlternateContent "
            'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
            '<mc:Choice Requires="x14"><controls><control><anchor>'
            "<from><row>3</row><col>2</col></from></anchor></control></controls></mc:Choice>"
            "<mc:Fallback/></mc:AlternateContent>"
        ),
    ),
    "deux fois la fin": changer(
        FEUILLE, "</worksheet>",
        (
            "<extLst><ext uri='x'><a><row r='90'><c "
            "r='A90'><v>1</v></c></row></a></ext></extLst></worksheet>"
        ),
    ),
    # Les autres feuilles
    "état inconnu": changer(CLASSEUR, 'sheetId="1"', 'sheetId="1" state="show"'),
    "état suivi d’une espace": changer(CLASSEUR, 'sheetId="1"', 'sheetId="1" state="visible "'),
    "état vide": changer(CLASSEUR, 'sheetId="1"', 'sheetId="1" state=""'),
    "feuille très masquée": changer(CLASSEUR, 'sheetId="1"', 'sheetId="1" state="veryHidden"'),
    "feuille de macros": suite(
        feuille_en_plus("Macro1", attributs='state="hidden"'),
        liee(f"{EXCEL4}/xlMacrosheet", "macrosheets/sheet1.xml", MACROS),
    ),
    "feuille de macros étrangères": suite(
        feuille_en_plus("Makro1"),
        liee(f"{EXCEL4}/xlIntlMacrosheet", "macrosheets/intlsheet1.xml", MACROS),
    ),
    "graphique en tête": suite(
        feuille_en_plus("Graphique1"),
        liee(f"{GENRE}/chartsheet", "chartsheets/sheet1.xml", GRAPHIQUE),
    ),
    "graphique dit feuille de calcul": suite(
        feuille_en_plus("Graphique1"),
        liee(f"{GENRE}/worksheet", "chartsheets/sheet1.xml", GRAPHIQUE),
    ),
    "dialogue": suite(
        feuille_en_plus("Dialogue1"),
        liee(f"{GENRE}/dialogsheet", "dialogsheets/sheet1.xml", DIALOGUE),
    ),
    "module sans partie": feuille_en_plus("Module1", lien=""),
    "feuille sans lien": suite(feuille_en_plus("Perdue"), changer(CLASSEUR, ' r:id="rId7"', "")),
    "feuille au lien inconnu": feuille_en_plus("Perdue", lien="rId99"),
    "feuille dont la partie manque": suite(
        feuille_en_plus("Perdue"), liee(f"{GENRE}/worksheet", "worksheets/sheet9.xml"),
    ),
    "feuille à soi abîmée": suite(
        feuille_en_plus("Notes"), liee(f"{GENRE}/worksheet", "worksheets/sheet9.xml", ABIMEE),
    ),
    "feuille à soi vide d’octets": suite(
        feuille_en_plus("Notes"), liee(f"{GENRE}/worksheet", "worksheets/sheet9.xml", b" "),
    ),
    "feuille d’un type inconnu": suite(
        feuille_en_plus("Notes"), liee("urn:inconnu", "worksheets/sheet9.xml", AUTRE),
    ),
    "deux feuilles à soi du même nom": suite(
        feuille_en_plus("Notes"), liee(f"{GENRE}/worksheet", "worksheets/sheet9.xml", AUTRE),
        feuille_en_plus("Notes", "rId10"),
        liee(f"{GENRE}/worksheet", "worksheets/sheet10.xml", AUTRE, "rId10"),
    ),
    "un nom de feuille singulier": suite(
        feuille_en_plus("L’&amp;&lt;é&gt; &#10;x"),
        liee(f"{GENRE}/worksheet", "worksheets/sheet9.xml", AUTRE),
    ),
    "noms propres à une feuille": changer(
        CLASSEUR, "</sheets>",
        (
            '</sheets><definedNames><definedName name="VersionModele" '
            'localSheetId="0">Entretiens!$B$2</definedName><definedName '
            'name="VersionModele">Ailleurs!$A$1</definedName></definedNames>'
        ),
    ),
    "noms cassés": changer(
        CLASSEUR, "</sheets>",
        (
            "</sheets><definedNames><definedName "
            'name="MoisRapport">Entretiens!#REF!</definedName><definedName/><definedName '
            'name="VersionModele">#REF!</definedName></definedNames>'
        ),
    ),
    "une table abîmée": lambda p: p | {
        "xl/worksheets/_rels/sheet1.xml.rels": (
            f'<Relationships><Relationship Id="r" Type="{GENRE}/table" Target="../tables/t.xml"/>'
            f'<Relationship Id="s" Type="{GENRE}/table" Target="../tables/absente.xml"/>'
            "</Relationships>"
        ).encode(),
        "xl/tables/t.xml": b"<table",
    },
    "des relations de feuille abîmées": lambda p: p | {
        "xl/worksheets/_rels/sheet1.xml.rels": b"<Relationships",
    },
}  # fmt: skip
"""Rien de tout cela ne change les dix lignes."""


def en_flux(p: Parties) -> bytes:
    """Un paquet écrit d'un trait, sans revenir en arrière.

    Tailles et sommes après chaque partie.
    """

    class Flux(BytesIO):
        def seekable(self) -> bool:
            return False

        def tell(self) -> int:
            raise OSError

    octets = Flux()
    with zipfile.ZipFile(octets, "w", zipfile.ZIP_DEFLATED) as archive:
        for nom, valeur in p.items():
            archive.writestr(nom, valeur)
    return octets.getvalue()


def en_zip64(p: Parties) -> bytes:
    """Un paquet aux tailles sur huit octets."""
    octets = BytesIO()
    with zipfile.ZipFile(octets, "w", zipfile.ZIP_DEFLATED) as archive:
        for nom, valeur in p.items():
            with archive.open(nom, "w", force_zip64=True) as partie:
                partie.write(valeur)
    return octets.getvalue()


def en_double(p: Parties) -> bytes:
    """Une archive où chaque partie est d'abord un brouillon, puis réécrite."""
    octets = BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(octets, "w") as archive:
        warnings.simplefilter("ignore")
        for nom in p:
            archive.writestr(nom, b"brouillon")
        for nom, valeur in p.items():
            archive.writestr(nom, valeur)
    return octets.getvalue()


def commente(p: Parties) -> bytes:
    """Une archive avec un commentaire."""
    octets = BytesIO(emballer(p))
    with zipfile.ZipFile(octets, "a") as archive:
        archive.comment = b"enregistre par un outil"
    return octets.getvalue()


ARCHIVES: dict[str, Callable[[Parties], bytes]] = {
    "sans compression": lambda p: emballer(p, zipfile.ZIP_STORED),
    "comprimée en bzip2": lambda p: emballer(p, zipfile.ZIP_BZIP2),
    "comprimée en lzma": lambda p: emballer(p, zipfile.ZIP_LZMA),
    "écrite d’un trait": en_flux,
    "en zip64": en_zip64,
    "avec un commentaire": commente,
    "avec chaque partie en double": en_double,
    "après quelques octets": lambda p: b"\r\n\xef\xbb\xbf" + emballer(p),
    "avant quelques octets": lambda p: emballer(p) + b"\r\n" * 40,
    "avant des zéros": lambda p: emballer(p) + bytes(5_000),
    "dans le désordre": lambda p: emballer(dict(reversed(p.items()))),
    "aux noms qui commencent par une barre": lambda p: emballer(
        {f"/{nom}": v for nom, v in p.items()}
    ),
}
"""Façons d'archiver les mêmes parties."""
NOMS = (
    "c.xlsx",
    "c.xlsm",
    "c.XLSX",
    "c.xls",
    "c.ods",
    "c.xltx",
    "c.zip",
    "c",
    "c.csv",
    "été – d’Émilie (1).xlsx",
)
"""Noms sous lesquels un classeur d'Excel peut se trouver."""
