"""Content as plain values that ``assets/plain.js`` makes elements of.

A component costs the browser a few milliseconds whenever anything on the page changes: for some hundred of them, which
only stand there, that is seconds. Links of :func:`aim.pages.parts.link` work as everywhere.
"""

from collections.abc import Mapping
from typing import Any

from dash.development.base_component import Component

_NAMES: Mapping[str, str] = {"className": "class", "tabIndex": "tabindex", "children": ""}


def plain(content: Any) -> Any:
    """``content`` as text, a list of contents, or ``{tag, attributes, style, content}`` of an HTML component.

    Raises TypeError for a component that is not of HTML: a graph needs more than elements.
    """
    if isinstance(content, list | tuple):
        return [plain(each) for each in content if each is not None]
    if not isinstance(content, Component):
        return "" if content is None else str(content)
    if content._namespace != "dash_html_components":
        raise TypeError(f"{type(content).__name__} is no element of HTML: it cannot stand in plain content")
    found = {name: getattr(content, name) for name in content._prop_names if hasattr(content, name)}
    found |= {name: value for name, value in vars(content).items() if name.startswith(("aria-", "data-"))}
    return {
        "tag": type(content).__name__.lower(),
        "attributes": {
            _NAMES.get(name, name.lower()): str(value)
            for name, value in found.items()
            if value is not None and name not in ("children", "style")
        },
        "style": found.get("style") or {},
        "content": plain(found.get("children")),
    }
