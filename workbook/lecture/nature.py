"""Le fichier avant son contenu : est-ce un classeur, et peut-on l'ouvrir sans danger."""

import zipfile
from pathlib import Path

TAILLE_MAX = 4 << 30
PARTIE_SURVEILLEE = 100 << 20
TAUX_MAX = 200
ACCES_REFUSE = (
    "ne peut pas être lu : l’accès est refusé. Fermez-le ailleurs, ou vérifiez vos droits."
)
PAS_UN_CLASSEUR = "n’est pas un classeur Excel. Donnez un fichier .xlsx, .xlsm ou .ods."

_OLE, _ZIP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK"
_CHIFFRE = "EncryptedPackage".encode("utf-16-le")


def defaut_du_lieu(chemin: Path) -> str:
    """Pourquoi rien ne peut être lu là ; vide s'il y a un fichier. La phrase suit son nom."""
    if not chemin.exists():
        return "n’existe pas. Vérifiez le nom et le dossier."
    if chemin.is_dir():
        exemple = chemin / "Suivi CIR.xlsx"
        return f"est un dossier. Donnez le classeur lui-même, par exemple « {exemple} »."
    if not chemin.is_file():
        return "n’est pas un fichier. Donnez un classeur .xlsx, .xlsm ou .ods."
    return ""


def defaut_du_fichier(chemin: Path) -> str:
    """Pourquoi un fichier n'est pas un classeur à ouvrir ; vide s'il en a l'air."""
    try:
        with chemin.open("rb") as fichier:
            debut = fichier.read(8)
            suite = fichier.read(1 << 16) if debut == _OLE else b""
    except OSError:
        return ACCES_REFUSE
    if not debut:
        return "est vide. Reprenez la dernière copie enregistrée."
    if debut == _OLE:
        return _defaut_d_ole(chemin, suite)
    if chemin.name.startswith("~$"):
        vrai = chemin.name[2:]
        return f"est le fichier de verrou d’Excel, pas le classeur. Donnez le classeur « {vrai} »."
    # Quelques octets avant le paquet n'empêchent pas Excel de l'ouvrir.
    if debut.startswith(_ZIP) or zipfile.is_zipfile(chemin):
        return ""
    return _pas_un_paquet(debut, chemin.suffix.lower())


def _defaut_d_ole(chemin: Path, suite: bytes) -> str:
    """Un classeur chiffré, ou d'avant 2007. `suite` : ce qui suit ses premiers octets."""
    fin = chemin.read_bytes()[-(1 << 20) :] if chemin.stat().st_size < 1 << 26 else b""
    if _CHIFFRE in suite + fin:
        return (
            "est protégé par un mot de passe. Ouvrez-le dans Excel, retirez le mot de passe "
            "(Fichier > Informations), puis recommencez."
        )
    return "est à l’ancien format d’Excel (.xls). Ouvrez-le dans Excel et enregistrez-le en .xlsx."


def _pas_un_paquet(debut: bytes, suffixe: str) -> str:
    if suffixe == ".json":
        return (
            "est le manifeste d’un jeu de rapports, pas le classeur de saisie. Donnez le classeur "
            "où vous saisissez les entretiens."
        )
    if debut.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        page = "C’est une page web ou du XML : s’il s’ouvre dans Excel, enregistrez-le en .xlsx."
        return f"{PAS_UN_CLASSEUR} {page}"
    if suffixe in (".csv", ".txt", ".tsv"):
        texte = "Un fichier .csv s’ouvre dans Excel : recopiez ses lignes dans le modèle."
        return f"{PAS_UN_CLASSEUR} {texte}"
    return PAS_UN_CLASSEUR


def defaut_du_paquet(archive: zipfile.ZipFile) -> str:
    """Pourquoi un paquet ne peut pas être déplié ; vide s'il le peut."""
    parties = archive.infolist()
    grosses = [p for p in parties if p.file_size > PARTIE_SURVEILLEE]
    demesuree = any(p.file_size > TAUX_MAX * max(p.compress_size, 1) for p in grosses)
    if demesuree or sum(p.file_size for p in parties) > TAILLE_MAX:
        return (
            "a un contenu démesuré : par prudence, il n’est pas ouvert. Recopiez ses lignes dans "
            "un classeur neuf."
        )
    if any(p.flag_bits & 1 for p in parties):
        return "est protégé par un mot de passe. Retirez-le, puis recommencez."
    return ""


def est_ods(archive: zipfile.ZipFile) -> bool:
    """Vrai si c'est un classeur OpenDocument : il le dit, ou, s'il ne dit rien, il en a le
    contenu."""
    parties = archive.namelist()
    if "mimetype" in parties:
        genre = archive.read("mimetype")[:200].strip()
        return genre.startswith(b"application/vnd.oasis.opendocument.spreadsheet")
    return "content.xml" in parties and "[Content_Types].xml" not in parties


def defaut_d_ods(chemin: Path, archive: zipfile.ZipFile) -> str:
    """Pourquoi un classeur OpenDocument ne peut pas être lu ; vide s'il le peut."""
    if chemin.suffix.lower() != ".ods":
        return (
            "est au format de LibreOffice : renommez-le pour qu’il finisse par .ods, puis "
            "recommencez."
        )
    manifeste = "META-INF/manifest.xml"
    if manifeste in archive.namelist() and b"encryption-data" in archive.read(manifeste):
        return "est protégé par un mot de passe. Retirez-le dans LibreOffice, puis recommencez."
    return ""
