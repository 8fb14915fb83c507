"""One load opened: what became of every row, why rows were rejected, what stands of it, and the way back."""

from typing import Any

from dash import html

from aim import months
from aim.pages import ids
from aim.pages.data_address import Place, address
from aim.pages.data_parts import panel, table
from aim.pages.parts import icon, link, number
from aim.questions.data_views import Example, LoadView, Rejected, UndoView
from aim.questions.data_words import span


def top(view: LoadView) -> list[Any]:
    """The load in a sentence, and the way back to the list."""
    row = view.row
    marks = [html.Span(each, className="tag") for each in row.marks]
    return [
        html.Div(
            [
                link([icon("previous"), "All data"], address(Place()), className="button back"),
                html.H1([view.headline, *marks], className="headline", id="load-title", tabIndex="-1"),
                html.P(f"{row.file}, {row.when}, by {row.who}", className="sentence"),
            ]
        )
    ]


def body(view: LoadView) -> list[Any]:
    """Everything that is known of the load."""
    side = html.Div([*_undo(view), _facts(view)], className="load-side")
    return [_sum(view), html.Div([_rejects(view), side], className="load")]


def _sum(view: LoadView) -> html.Dl:
    row = view.row
    margin = f"{number(row.margin)} of them within 500 m: stored, not counted" if row.margin else ""
    figures = (
        ("Rows", row.rows, ""),
        ("= kept", row.kept, "inside the area"),
        ("+ outside", row.outside, margin),
        ("+ rejected", row.rejected, ""),
    )
    return html.Dl(
        [
            html.Div([html.Dt(title), html.Dd([number(count), html.Span(aside, className="aside")])])
            for title, count, aside in figures
        ],
        className="sum",
    )


def _rejects(view: LoadView) -> html.Section:
    if not view.rejects:
        return panel("Rejected rows", [html.P("No row was rejected.", className="none")])
    note = f"{number(view.row.rejected)}, by reason"
    return panel("Rejected rows", [_reason(each, at == 0) for at, each in enumerate(view.rejects)], note=note)


def _reason(group: Rejected, first: bool) -> html.Details:
    head = html.Summary(
        [
            html.Span(number(group.count), className="reason-count"),
            html.Span(_capital(group.words), className="reason-words"),
            icon("down"),
        ]
    )
    return html.Details([head, *_examples(group)], className="reason", open=first)


def _examples(group: Rejected) -> list[Any]:
    """The first rows: as a table where something of them may be shown, else their lines alone."""
    found = group.examples
    if not found:
        return [html.P("Which rows they were was dropped by policy.", className="aside")]
    many = len({one.file for one in found}) > 1
    of = "" if many else f" of {found[0].file}"
    first = f"The first {len(found)}{of}:" if group.count > len(found) else f"Rows{of}:"
    if many or any(one.column or one.value for one in found):
        columns = [("Line", "figure"), ("Column", ""), ("Value", "")] + [("File", "")] * many
        rows = [[number(one.line), one.column or "", _value(one), *([one.file] if many else [])] for one in found]
        return [html.P(first, className="aside"), table(f"Rows rejected: {group.words}", columns, rows, "examples")]
    lines = ", ".join(number(one.line) for one in found)
    return [html.P(first, className="aside"), html.P(f"{'Line' if len(found) == 1 else 'Lines'} {lines}")]


def _value(one: Example) -> html.Code | html.Span:
    return html.Code(one.value) if one.value else html.Span("not shown", className="aside")


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _facts(view: LoadView) -> html.Section:
    row = view.row
    facts: list[tuple[str, Any]] = [("What", row.kind if row.undoes is None else _of(row.undoes))]
    if row.undone_by:
        facts.append(("Undone by", link(row.undone_by, address(Place(row.undone_by)))))
    facts += [(title, value) for title, value in _months(view) if value]
    facts += [
        ("Values not kept", _dropped(view)),
        ("Files passed over", _files(view.ignored)),
        ("Picture", _picture(view)),
        ("Agreement", view.agreement),
        ("Name of the load", html.Code(row.load)),
        ("SHA-256 of the file", html.Code(view.sha256) if view.sha256 else ""),
    ]
    pairs = [html.Div([html.Dt(title), html.Dd(value)]) for title, value in facts if value]
    return panel("About it", [html.Dl(pairs, className="facts")])


def _of(undone: str) -> list[Any]:
    return ["Undo of ", link(undone, address(Place(undone)))]


def _months(view: LoadView) -> list[tuple[str, Any]]:
    stored = [html.Li([months.short(month), html.Span(number(kept))]) for month, kept in view.stored]
    return [
        ("Put back" if view.row.undoes else "Stored", html.Ul(stored, className="stored") if stored else ""),
        ("As it stood before", span(view.as_before) if view.as_before else ""),
        ("Came again unchanged", span(view.confirmed) if view.confirmed else ""),
        ("Nothing stands any more", span(view.removed) if view.removed else ""),
    ]


def _dropped(view: LoadView) -> html.Ul | str:
    lines = [html.Li(f"{number(count)} of “{column}”: not on this source's list") for column, count in view.dropped]
    return html.Ul(lines) if lines else ""


def _files(names: tuple[str, ...]) -> html.Details | str:
    if not names:
        return ""
    words = "1 file" if len(names) == 1 else f"{number(len(names))} files"
    return html.Details([html.Summary(words), html.Ul([html.Li(name) for name in names])], className="ignored")


def _picture(view: LoadView) -> list[Any] | str:
    if view.picture is None:
        return "not built yet"
    later = "" if view.picture_version == view.row.version else ", together with later loads"
    return [html.Code(view.picture), later]


def _undo(view: LoadView) -> list[html.Section]:
    undo = view.undo
    if undo is None:
        return []
    if undo.refused:
        return [panel("Taking it back", _refused(undo))]
    button = html.Button("Undo this step", className="button", type="button", **{"data-opens": ids.UNDO_DIALOG})
    return [panel("Taking it back", [button, _dialog(view, undo)])]


def _refused(undo: UndoView) -> list[Any]:
    lines = [
        html.Li([words, " ", link("Open it", address(Place(load)))])
        for words, load in zip(undo.refused, undo.blockers, strict=True)
    ]
    return [html.P("This cannot be taken back as things stand."), html.Ul(lines, className="lines")]


def _dialog(view: LoadView, undo: UndoView) -> html.Dialog:
    """Opened and closed by ``assets/data.js``; nothing is done before its second button is pressed."""
    return html.Dialog(
        [
            html.H2("Undo this step?", id="undo-title"),
            html.P(f"{view.row.short}, {view.row.file}, {view.row.when}.", className="sentence"),
            html.Ul([html.Li(line) for line in undo.lines], className="lines"),
            html.P("The map is worked out anew. The undo is a step of its own and can itself be undone."),
            html.Div(
                [
                    html.Button("Keep it", className="button", type="button", **{"data-closes": "true"}),
                    html.Button(
                        "Undo",
                        id=ids.UNDO_CONFIRM,
                        className="button button--strong",
                        type="button",
                        **{"data-closes": "true"},
                    ),
                ],
                className="dialog-buttons",
            ),
        ],
        id=ids.UNDO_DIALOG,
        className="dialog",
        **{"aria-labelledby": "undo-title"},
    )
