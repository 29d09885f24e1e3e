"""Ce que plusieurs modules d'essais partagent."""

from libreoffice import libreoffice

__all__ = ["libreoffice"]
