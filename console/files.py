"""Files that are made for whoever asks, as answers."""

from fastapi.responses import Response


def as_download(content: bytes, media_type: str, name: str) -> Response:
    """A file that a browser saves.

    Args:
        name: Letters, digits, dots and hyphens.
    """
    return Response(
        content,
        media_type=media_type,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "no-store",
        },
    )
