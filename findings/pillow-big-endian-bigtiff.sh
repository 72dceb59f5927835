#!/usr/bin/env bash
# Pillow 13.0.0 does not open a BigTIFF that is written in big-endian order.
# Scanners write legal documents as TIFF, large ones as BigTIFF, and either byte order is allowed by
# its specification. Of one and the same picture of 1 by 1 pixel the little-endian file opens, and the
# big-endian one, which begins with the prefix that Pillow lists as its own, is "not identified".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pillow==13.0.0
"$folder/venv/bin/python" - >"$folder/seen" <<'PYTHON'
import io, struct, warnings
from PIL import Image, UnidentifiedImageError
warnings.simplefilter("ignore")
def bigtiff(order):
    tags = [(256, 3, 1), (257, 3, 1), (258, 3, 8), (259, 3, 1), (262, 3, 1), (273, 16, 0), (277, 3, 1), (278, 3, 1), (279, 16, 1)]
    head = (b"II" if order == "<" else b"MM") + struct.pack(order + "HHHQ", 43, 8, 0, 16)
    pixel_at = 16 + 8 + 20 * len(tags) + 8
    body = struct.pack(order + "Q", len(tags))
    for tag, kind, value in tags:
        value = pixel_at if tag == 273 else value
        packed = struct.pack(order + ("Q" if kind == 16 else "H"), value).ljust(8, b"\0")
        body += struct.pack(order + "HHQ", tag, kind, 1) + packed
    return head + body + struct.pack(order + "Q", 0) + b"\x80"
for name, order in (("little-endian", "<"), ("big-endian", ">")):
    try:
        picture = Image.open(io.BytesIO(bigtiff(order)))
        print(name, picture.format, picture.size, picture.getpixel((0, 0)))
    except UnidentifiedImageError:
        print(name, "not identified")
PYTHON
diff "$folder/seen" - <<'SEEN'
little-endian TIFF (1, 1) 128
big-endian not identified
SEEN
echo "As described: pillow==13.0.0"
