"""Files that are made for whoever asks, as answers."""

from fastapi.responses import Response


def as_download(content: bytes, media_type: str, name: str) -> Response:
    """A file that a browser saves."""
    return Response(content, media_type=media_type, headers=headers(name))


def headers(name: str) -> dict[str, str]:
    """Of such a file.

    Args:
        name: Letters, digits, dots and hyphens.
    """
    return {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
    }
