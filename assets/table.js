/* A table (aim/pages/month_table.py, month_wards.py), made from plain values. As components of the page the same table
   would take seconds: each cell would be asked again after every change of anything. */
(function () {
    "use strict";
    const { make, link, header, place } = window.aimElements;
    const FEW = 20; // rows on a phone before all are asked for, as assets/25-month-phone.css has it

    // Words, or the number of a place as the list and the map write it.
    function words(cell) {
        return typeof cell === "string" ? cell : place(cell.number);
    }

    function kindOf(column) {
        return (column.figure ? "figure " : "") + "is-" + column.name;
    }

    function line(row, headers) {
        const [first, ...rest] = row.cells;
        const said = [make("span", "row-said", first), make("span", "row-under", row.under)];
        const mark = row.alone ? make("span", "one-location", "one location") : null;
        const kept = row.alone ? "is-named-here" : ""; // not named on paper
        const name = make("th", kindOf(headers[0]), ...(row.href === null ? said : [link(row.href, kept, ...said)]), mark);
        name.scope = "row";
        const others = rest.map((cell, at) => make("td", kindOf(headers[at + 1]), words(cell)));
        return make("tr", row.chosen ? "is-chosen" : "", name, ...others);
    }

    // The table is made anew after each press of one of its links: focus stays on the link that was pressed.
    function focused(frame) {
        return Array.from(frame.querySelectorAll("a")).indexOf(document.activeElement);
    }

    // A phone shows the first rows alone until all are asked for.
    function rest(frame, data) {
        if (data.rows.length <= FEW) {
            return null;
        }
        const button = make("button", "button show-rows", "Show all " + data.rows.length.toLocaleString("en-GB"));
        button.type = "button";
        button.addEventListener("click", () => {
            frame.classList.add("is-whole");
            const next = frame.querySelectorAll("tbody tr")[FEW].querySelector("a");
            (next || frame).focus();
        });
        return button;
    }

    function draw(data, id) {
        const frame = document.getElementById(id);
        const at = focused(frame);
        if (!data) {
            frame.replaceChildren();
            return;
        }
        const table = make("table", "table", make("caption", "", data.caption),
            make("thead", "", make("tr", "", ...data.headers.map((column) => header(column, kindOf(column))))),
            make("tbody", "", ...data.rows.map((row) => line(row, data.headers))));
        frame.replaceChildren(...[table, rest(frame, data)].filter((part) => part !== null));
        const again = frame.querySelectorAll("a")[at];
        if (again) {
            again.focus({ preventScroll: true });
        }
    }

    window.dash_clientside = Object.assign({}, window.dash_clientside, { aim_table: { draw } });
})();
