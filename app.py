"""The WSGI entry, and ``python app.py`` for those who prefer it to ``aim serve``."""

import os
import sys

from aim import config
from aim.errors import AimError
from aim.pages import create_app

__all__ = ["create_app"]

if __name__ == "__main__":
    from aim.pages import server

    try:
        server.serve(config.load(), port=int(os.environ.get("PORT") or server.PORT), ready=print)
    except AimError as error:
        sys.exit(str(error))
