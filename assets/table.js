/* The map as a table, made from plain values. As components of the page the same table would take seconds: each cell
   would be asked again after every change of anything. */
(function () {
    "use strict";
    const FIELDS = ["ward", "area"];

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
        const cell = make("th", column.title === "Incidents" ? "figure" : "", link(column.href, "sort", column.title, mark));
        cell.scope = "col";
        if (column.order) {
            cell.setAttribute("aria-sort", column.order);
        }
        return cell;
    }

    function standing(row) {
        if (row.number === null) {
            return row.words;
        }
        return make("span", "place-number place-number--small", make("span", "unseen", "yes, place "), String(row.number));
    }

    function line(row) {
        const place = make("th", "", link(row.href, "", row.place));
        place.scope = "row";
        const words = FIELDS.map((field) => make("td", "", row[field]));
        return make("tr", row.chosen ? "is-chosen" : "", place, ...words, make("td", "figure", row.incidents),
            make("td", "", standing(row)));
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
            make("thead", "", make("tr", "", ...data.headers.map(header))), make("tbody", "", ...data.rows.map(line))));
        const again = frame.querySelectorAll("a")[at];
        if (again) {
            again.focus({ preventScroll: true });
        }
    }

    window.dash_clientside = Object.assign({}, window.dash_clientside, { aim_table: { draw } });
})();
