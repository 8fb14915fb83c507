/* What a callback cannot do for the Data page: arrow keys in the grid of months, the dialog before an undo, and focus
   that goes where the reader went. */
(function () {
    "use strict";
    const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0], Home: [0, -99], End: [0, 99] };
    let standing = null;  // the query that was shown last
    let left = null;  // the load that was open before

    function cellsOf(table) {
        return Array.from(table.tBodies[0].rows, (row) => Array.from(row.querySelectorAll(".months-cell")));
    }

    function hold(number, most) {
        return Math.max(0, Math.min(most, number));
    }

    function move(event) {
        const step = STEPS[event.key];
        const cell = event.target.closest && event.target.closest(".months-cell");
        if (!step || !cell || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) {
            return;
        }
        event.preventDefault();
        const rows = cellsOf(cell.closest("table"));
        const row = rows.findIndex((each) => each.includes(cell));
        const to = rows[hold(row + step[0], rows.length - 1)];
        stand(to[hold(rows[row].indexOf(cell) + step[1], to.length - 1)]).focus();
    }

    // One cell of the grid is a stop of the tab key: the one where the reader stands.
    function stand(cell) {
        cell.closest("table").querySelectorAll(".months-cell").forEach((each) => {
            each.tabIndex = each === cell ? 0 : -1;
        });
        return cell;
    }

    function press(event) {
        const opener = event.target.closest && event.target.closest("[data-opens]");
        if (opener) {
            document.getElementById(opener.dataset.opens).showModal();
            return;
        }
        const closer = event.target.closest && event.target.closest("[data-closes]");
        const dialog = closer && closer.closest("dialog");
        if (dialog) {
            dialog.close();
        }
    }

    function load() {
        return new URLSearchParams(window.location.search).get("load");
    }

    function arrive() {
        const title = document.getElementById("load-title");
        const back = left && document.querySelector('.loads a[href="?load=' + left + '"]');
        window.scrollTo(0, 0);
        const page = document.getElementById("data");
        if (page) {
            page.scrollTo(0, 0);
        }
        if (title) {
            title.focus({ preventScroll: true });
        } else if (back) {
            back.focus();
        }
        left = load();
    }

    // On a narrow screen the newest months are looked at first.
    function newest() {
        const frame = document.querySelector(".months-frame");
        if (frame && !frame.dataset.placed) {
            frame.dataset.placed = "true";
            frame.scrollLeft = frame.scrollWidth;
        }
    }

    function afterPaint(what) {
        // React paints after this runs.
        window.requestAnimationFrame(() => window.requestAnimationFrame(what));
    }

    function settle() {
        const before = standing;
        standing = window.location.search;
        if (before === null || before === standing) {
            left = load();  // opened, or shown again: nobody went anywhere
        } else {
            afterPaint(arrive);
        }
        afterPaint(newest);
    }

    document.addEventListener("keydown", move);
    document.addEventListener("click", press);
    document.addEventListener("focusin", (event) => {
        if (event.target.matches(".months-cell")) {
            stand(event.target);
        }
    });
    window.dash_clientside = Object.assign({}, window.dash_clientside, { aim_data: { settle } });
})();
