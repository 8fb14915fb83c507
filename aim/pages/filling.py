"""How a page comes to hold what it shows: one callback, asked by its address and by the picture that is in force."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from dash import Dash, Input, Output, State
from dash.exceptions import PreventUpdate
from flask import current_app

from aim.pages import ids
from aim.pages.packing import packed


def register(
    app: Dash,
    path: str,
    regions: Mapping[str, tuple[str, str]],
    fill: Callable[..., dict[str, Any]],
    *,
    again: Sequence[Input] = (),
    **given: Input | State,
) -> None:
    """Let ``fill(config, search, **given)`` say what each of ``regions`` (a component and its property) is to hold.

    It is asked again when the address, the picture, one of ``again`` or an Input that is ``given`` changes. Whoever
    leaves for another page changes the address while this one still stands: then nothing is asked.
    """
    inputs = {name: each for name, each in given.items() if isinstance(each, Input)}
    causes = [Input(ids.ADDRESS, "data"), Input(ids.TOKEN, "data"), *again]

    @app.callback(
        output={name: Output(*target) for name, target in regions.items()},
        inputs={"causes": causes, **inputs},
        state={name: each for name, each in given.items() if name not in inputs},
    )
    def show(causes: list[Any], **values: Any) -> dict[str, Any]:
        address: dict[str, str] = causes[0]
        if address["path"].strip("/") != path.strip("/"):
            raise PreventUpdate
        return packed(fill(current_app.config["AIM"], address["search"], **values))


THEME = Input(ids.SCHEME, "data")
