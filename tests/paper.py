"""Reading back what was put on paper: a PDF's text, tags and pixels."""

import io
from typing import Any

import numpy as np
import pypdf
import pypdfium2
from numpy.typing import NDArray


def read(pdf: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf))


def text(pdf: bytes) -> str:
    """All of it, each run of blanks as one."""
    return " ".join(" ".join(page.extract_text() for page in read(pdf).pages).split())


def tags(pdf: bytes) -> list[dict[str, Any]]:
    """Every element of the structure tree in reading order."""
    found: list[dict[str, Any]] = []

    def walk(node: Any) -> None:
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            for each in node:
                walk(each)
        elif isinstance(node, dict):
            if "/S" in node:
                found.append(node)
            walk(node.get("/K", []))

    walk(read(pdf).trailer["/Root"]["/StructTreeRoot"]["/K"])
    return found


def named(pdf: bytes, tag: str) -> list[dict[str, Any]]:
    """The elements of one kind: ``H1``, ``Figure``, ``TH``."""
    return [each for each in tags(pdf) if each["/S"] == f"/{tag}"]


def pixels(pdf: bytes, page: int = 0) -> NDArray[np.uint8]:
    """A page as it is printed, [height, width, 3] in 0 to 255."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return np.array(document[page].render(scale=1.0).to_pil().convert("RGB"))
    finally:
        document.close()


def inked(picture: NDArray[np.uint8]) -> float:
    """How much of it is not paper, 0 to 1."""
    return float((picture.min(axis=2) < 250).mean())


def accessible(pdf: bytes, title: str) -> None:
    """What every sheet has to have: title and language, tags, headings from one on, drawings with words."""
    found = read(pdf)
    root: Any = found.trailer["/Root"]
    assert found.metadata is not None
    assert found.metadata.title == title
    assert root["/Lang"] == "en-GB"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"pdfuaid:part" in root["/Metadata"].get_object().get_data()
    assert len(named(pdf, "H1")) == 1
    assert all(each.get("/Alt") for each in named(pdf, "Figure"))
    for page in found.pages:
        assert sorted(round(float(side)) for side in page.mediabox[2:]) == [595, 842]  # A4 in points
