"""Options that several verbs of the command line have."""

from pathlib import Path

import click

from cloister.settings import default_data_directory

data_directory_option = click.option(
    "--data-dir",
    "data_directory",
    type=click.Path(path_type=Path, file_okay=False),
    default=default_data_directory,
    show_default=str(default_data_directory()),
    help="Everything that Cloister keeps.",
)
