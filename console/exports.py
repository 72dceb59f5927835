"""All that is kept of an account, as the console hands it over."""

from fastapi.responses import Response

from clients.persons import Export
from console import files

MEDIA_TYPE = "application/zip"


def export_as_download(made: Export) -> Response:
    return files.as_download(made.content, MEDIA_TYPE, f"account-{made.account}.zip")
