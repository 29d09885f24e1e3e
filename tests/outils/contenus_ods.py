"""Un content.xml d'essai, fait de ses feuilles, de leurs rangées et de leurs cellules.

Aucune personne réelle.
"""

OASIS = "urn:oasis:names:tc:opendocument:xmlns"
ESPACES = " ".join(
    f'xmlns:{nom}="{OASIS}:{uri}:1.0"'
    for nom, uri in {
        "office": "office",
        "table": "table",
        "text": "text",
        "draw": "drawing",
        "form": "form",
        "chart": "chart",
        "svg": "svg-compatible",
    }.items()
)
CALCEXT = (
    'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"'
)


def contenu(
    feuilles: str,
    *,
    avant: str = "",
    apres: str = "",
    prologue: str = '<?xml version="1.0" encoding="UTF-8"?>',
) -> str:
    """Un content.xml. `avant`, `apres` : ce qui entoure les feuilles."""
    tableur = f"<office:spreadsheet>{avant}{feuilles}{apres}</office:spreadsheet>"
    corps = f"<office:body>{tableur}</office:body>"
    return (
        f"{prologue}<office:document-content {ESPACES} {CALCEXT}>{corps}</office:document-content>"
    )


def feuille(rangees: str, nom: str = "Entretiens") -> str:
    """Une feuille de ces rangées."""
    return f'<table:table table:name="{nom}"><table:table-column/>{rangees}</table:table>'


def rangee(*cellules: str, fois: int = 1) -> str:
    """Une rangée, répétée."""
    repetee = f' table:number-rows-repeated="{fois}"' if fois > 1 else ""
    return f"<table:table-row{repetee}>{''.join(cellules)}</table:table-row>"


def texte(t: str) -> str:
    """Une cellule de texte."""
    return f'<table:table-cell office:value-type="string"><text:p>{t}</text:p></table:table-cell>'
