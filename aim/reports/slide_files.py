"""Office files without the moment they were written at: the same content is the same bytes."""

import io
import re
import zipfile
from datetime import UTC, datetime
from typing import Final

_EPOCH: Final = (1980, 1, 1, 0, 0, 0)  # the first moment a zip archive can name
_DATES: Final = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:\2>)")


def undated(content: bytes, made: str) -> bytes:
    """``content``, a PPTX or XLSX, with ``made`` (ISO 8601) for every date in it; workbooks within it likewise."""
    stamp = f"{datetime.fromisoformat(made).astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}".encode()
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as given, zipfile.ZipFile(written, "w") as into:
        for each in given.infolist():
            part = given.read(each)
            if each.filename.endswith(".xlsx"):
                part = undated(part, made)
            elif each.filename == "docProps/core.xml":
                part = _DATES.sub(rb"\g<1>" + stamp + rb"\g<3>", part)
            entry = zipfile.ZipInfo(each.filename, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            into.writestr(entry, part)
    return written.getvalue()
