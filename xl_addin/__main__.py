"""`python -m xl_addin` : la même commande que `suivi-cir`."""

import sys

from xl_addin.cli import main

sys.exit(main())
