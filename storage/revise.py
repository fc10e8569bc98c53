"""`python -m storage.revise NUMBER "what changes"` writes the next migration from the tables."""

import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.config import Config

from storage.database import connect, open_database


def main(number: str, message: str) -> None:
    """Compare the tables with a database of the present schema and write what differs."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/present.db"
        folder_of_versions = Path(__file__).parent / "migrations" / "versions"
        if any(folder_of_versions.glob("*.py")):
            open_database(url).dispose()
        engine = connect(url)
        with engine.begin() as connection:
            config = Config()
            config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
            config.set_main_option("file_template", "%%(rev)s")
            config.attributes["connection"] = connection
            command.revision(config, message, autogenerate=True, rev_id=number)


if __name__ == "__main__":
    main(*sys.argv[1:])
