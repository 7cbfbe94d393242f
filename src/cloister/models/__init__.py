"""Service models in botocore's form, of the services that are Cloister's own: AWS_DATA_PATH leads clients here."""

from pathlib import Path

MODELS = Path(__file__).parent
