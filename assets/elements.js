/* What tables that are made in the browser are made of; used by assets/table.js, hotspots.js and deciding-undoing.js. */
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

    // The head of a column, which sorts by it.
    function header(column, className) {
        const mark = column.order ? icon(column.order === "descending" ? "down" : "up") : null;
        const cell = make("th", className, link(column.href, "sort", column.title, mark));
        cell.scope = "col";
        if (column.order) {
            cell.setAttribute("aria-sort", column.order);
        }
        return cell;
    }

    // The number of a place, as the list and the map write it.
    function place(number) {
        return make("span", "place-number place-number--small", make("span", "unseen", "yes, place "), String(number));
    }

    window.aimElements = { make, link, header, place };
})();
