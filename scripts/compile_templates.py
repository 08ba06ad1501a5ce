"""Compile the pages' templates and GOV.UK's macros into a folder of Python modules, for the package.

Compiling the macros at start costs more than the rest of a start. From the root of the repository,
`python -m scripts.compile_templates DIR` writes DIR afresh; a folder compiled_templates/ beside app.py is
used instead of templates/.
"""

import shutil
import sys
from pathlib import Path

from chalicelib.handlers.templating import environment_from, source_loader

FOR_PAGES = ("layouts/", "components/", "pages/", "govuk_frontend_jinja/")


def main(target: Path) -> None:
    """Raises on a template that does not compile."""
    shutil.rmtree(target, ignore_errors=True)
    environment_from(source_loader()).compile_templates(
        target, zip=None, ignore_errors=False, filter_func=lambda name: name.startswith(FOR_PAGES)
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
