/* A table (aim/pages/month_table.py, month_wards.py), made from plain values. As components of the page the same table
   would take seconds: each cell would be asked again after every change of anything. */
(function () {
    "use strict";
    const { make, link, header, place } = window.aimElements;

    // Words, or the number of a place as the list and the map write it.
    function words(cell) {
        return typeof cell === "string" ? cell : place(cell.number);
    }

    function line(row, headers) {
        const [first, ...rest] = row.cells;
        const name = make("th", "", row.href === null ? first : link(row.href, "", first));
        name.scope = "row";
        const others = rest.map((cell, at) => make("td", headers[at + 1].figure ? "figure" : "", words(cell)));
        return make("tr", row.chosen ? "is-chosen" : "", name, ...others);
    }

    // The table is made anew after each press of one of its links: focus stays on the link that was pressed.
    function focused(frame) {
        return Array.from(frame.querySelectorAll("a")).indexOf(document.activeElement);
    }

    function draw(data, id) {
        const frame = document.getElementById(id);
        const at = focused(frame);
        if (!data) {
            frame.replaceChildren();
            return;
        }
        frame.replaceChildren(make("table", "table", make("caption", "", data.caption),
            make("thead", "", make("tr", "", ...data.headers.map((column) => header(column, column.figure ? "figure" : "")))),
            make("tbody", "", ...data.rows.map((row) => line(row, data.headers)))));
        const again = frame.querySelectorAll("a")[at];
        if (again) {
            again.focus({ preventScroll: true });
        }
    }

    window.dash_clientside = Object.assign({}, window.dash_clientside, { aim_table: { draw } });
})();
