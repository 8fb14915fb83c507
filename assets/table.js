/* A table (aim/pages/month_table.py, month_wards.py), made from plain values. As components of the page the same table would take seconds: each cell
   would be asked again after every change of anything. */
(function () {
    "use strict";
    function make(tag, className, ...children) {
        const element = document.createElement(tag);
        if (className) {
            element.className = className;
        }
        element.append(...children.filter((child) => child !== null));
        return element;
    }

    function link(href, className, ...children) {
        const element = make("a", className, ...children);
        element.href = href;
        element.dataset.here = "true";
        return element;
    }

    function icon(name) {
        const element = make("span", "icon icon-" + name);
        element.setAttribute("aria-hidden", "true");
        return element;
    }

    function header(column) {
        const mark = column.order ? icon(column.order === "descending" ? "down" : "up") : null;
        const cell = make("th", column.figure ? "figure" : "", link(column.href, "sort", column.title, mark));
        cell.scope = "col";
        if (column.order) {
            cell.setAttribute("aria-sort", column.order);
        }
        return cell;
    }

    // Words, or the number of a place as the list and the map write it.
    function words(cell) {
        return typeof cell === "string" ? cell
            : make("span", "place-number place-number--small", make("span", "unseen", "yes, place "), String(cell.number));
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
            make("thead", "", make("tr", "", ...data.headers.map(header))),
            make("tbody", "", ...data.rows.map((row) => line(row, data.headers)))));
        const again = frame.querySelectorAll("a")[at];
        if (again) {
            again.focus({ preventScroll: true });
        }
    }

    window.dash_clientside = Object.assign({}, window.dash_clientside, { aim_table: { draw } });
})();
