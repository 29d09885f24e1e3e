"""L'écran virtuel en image, sans autre programme.

Xvfb le garde dans un fichier XWD, que ce module écrit en PNG.
"""

import struct
import zlib
from pathlib import Path

FICHIER = "Xvfb_screen0"
"""Le fichier que Xvfb tient à jour dans le dossier de son option -fbdir."""


def en_png(dossier: Path, image: Path) -> Path:
    """L'écran tel qu'il est (24 bits de couleur, 32 par point), en PNG."""
    octets = (dossier / FICHIER).read_bytes()
    entete = struct.unpack(">25I", octets[:100])
    debut, largeur, hauteur, pas = entete[0] + 12 * entete[19], entete[4], entete[5], entete[12]
    rangees = []
    for rang in range(hauteur):
        bleu_vert_rouge = octets[debut + rang * pas : debut + rang * pas + 4 * largeur]
        points = bytearray(3 * largeur)
        for couleur in range(3):
            points[couleur::3] = bleu_vert_rouge[2 - couleur :: 4]
        rangees.append(b"\0" + bytes(points))
    taille = struct.pack(">IIBBBBB", largeur, hauteur, 8, 2, 0, 0, 0)
    blocs = ((b"IHDR", taille), (b"IDAT", zlib.compress(b"".join(rangees), 3)), (b"IEND", b""))
    image.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(_bloc(*bloc) for bloc in blocs))
    return image


def _bloc(genre: bytes, contenu: bytes) -> bytes:
    return (
        struct.pack(">I", len(contenu))
        + genre
        + contenu
        + struct.pack(">I", zlib.crc32(genre + contenu))
    )
