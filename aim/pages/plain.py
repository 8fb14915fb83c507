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

    What :func:`element` made stays as it is. Raises TypeError for a component that is not of HTML: a graph needs more
    than elements.
    """
    if isinstance(content, list | tuple):
        return [plain(each) for each in content if each is not None]
    if isinstance(content, dict):
        return content
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
            if value is not None and value is not False and name not in ("children", "style")
        },
        "style": found.get("style") or {},
        "content": plain(found.get("children")),
    }


def element(tag: str, content: Any = None, /, **attributes: Any) -> dict[str, Any]:
    """The same without a component, which costs a server more than its content: for hundreds of links.

    ``attributes`` as components have them (``className``, ``tabIndex``, ``style``), those of None or False left out.
    """
    style = attributes.pop("style", None) or {}
    named = {
        _NAMES.get(name, name): str(value)
        for name, value in attributes.items()
        if value is not None and value is not False
    }
    return {"tag": tag, "attributes": named, "style": style, "content": _inner(content)}


def _inner(content: Any) -> Any:
    if isinstance(content, list):
        return [_inner(each) for each in content if each is not None]
    return content if isinstance(content, dict) else "" if content is None else str(content)
