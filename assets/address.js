/* What a callback cannot do: links that change only the address's query leave the page standing, arrow keys step the
   months, Escape closes the drawer, and focus goes where the reader's attention goes.

   The query is kept by this file and not by dcc.Location: two of those, Dash's own and one of ours, echo each other's
   changes, and on a busy machine the later echo takes the reader back to where they have just left. */
(function () {
    "use strict";
    const ADDRESS = "address";
    // Where the arrow keys already mean something.
    const KEEPS_ARROWS = "input, select, textarea, [contenteditable], [role=listbox], [role=slider], .table-frame";
    const TRIES = 300; // frames, five seconds
    let asked = false;  // somebody chose something: only then may focus move
    let standing = null;  // the place whose drawer is open

    let path = window.location.pathname;
    let told = window.location.search;

    function here() {
        return { path: window.location.pathname, search: window.location.search };
    }

    function tell() {
        path = window.location.pathname;
        told = window.location.search;
        window.dash_clientside.set_props(ADDRESS, { data: here() });
    }

    function go(search) {
        if (search !== window.location.search) {
            asked = true;
            window.history.pushState({}, "", window.location.pathname + search);
            tell();
        }
    }

    // Back and forward within a page are ours alone; to another page they are Dash's too.
    window.addEventListener("popstate", (event) => {
        const same = window.location.pathname === path;
        if (same) {
            event.stopImmediatePropagation();
        }
        if (!same || window.location.search !== told) {
            tell(); // a link within the page, to its beginning for example, changes nothing of it
        }
    });
    window.addEventListener("_dashprivate_pushstate", tell); // a dcc.Link to another page

    function closeMenus(except) {
        document.querySelectorAll(".menu[open]").forEach((menu) => {
            if (menu !== except) {
                menu.open = false;
            }
        });
    }

    function follow(event) {
        const link = event.target.closest && event.target.closest("a[data-here]");
        if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) {
            return;
        }
        event.preventDefault();
        const menu = link.closest(".menu");
        if (menu) {
            menu.querySelector("summary").focus();
        }
        closeMenus();
        go(new URL(link.href).search);
    }

    // Up and down move through an open menu; Escape closes it and returns to its button.
    function pressInMenu(event, menu) {
        const links = Array.from(menu.querySelectorAll("a"));
        const at = links.indexOf(document.activeElement);
        if (event.key === "Escape") {
            menu.open = false;
            menu.querySelector("summary").focus();
        } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
            const next = at < 0 ? 0 : at + (event.key === "ArrowDown" ? 1 : -1);
            links[(next + links.length) % links.length].focus();
        } else {
            return;
        }
        event.preventDefault();
    }

    // Where the links of the last month still stand, a step would lead from there: it waits for those of this one.
    function step(name, tries) {
        const link = document.querySelector(name), region = link && link.closest("[data-drawn]");
        if (region && region.dataset.drawn !== window.location.search && tries > 0) {
            window.requestAnimationFrame(() => step(name, tries - 1));
        } else if (link) {
            link.click();
        }
    }

    function press(event) {
        if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) {
            return;
        }
        const target = event.target.closest ? event.target : document.body;
        const menu = document.querySelector(".menu[open]");
        if (menu) {
            pressInMenu(event, menu);
        } else if (event.key === "Escape") {
            const close = document.getElementById("drawer-close");
            if (close) {
                close.click();
            }
        } else if ((event.key === "ArrowLeft" || event.key === "ArrowRight") && !target.closest(KEEPS_ARROWS)) {
            const name = event.key === "ArrowLeft" ? "[data-step=previous]" : "[data-step=next]";
            if (document.querySelector(name)) {
                event.preventDefault();
                step(name, TRIES);
            }
        }
    }

    function choosePlace(clicked) {
        const point = clicked && clicked.points && clicked.points[0];
        const key = point && (point.location || point.customdata);
        if (key) {
            const query = new URLSearchParams(window.location.search);
            query.set("place", key);
            go("?" + query);
        }
    }

    function rowOf(place) {
        return place && document.querySelector('[data-place="' + place + '"]');
    }

    function settle(place) {
        const before = standing;
        standing = place;
        const row = rowOf(place);
        if (row) {
            row.scrollIntoView({ block: "nearest" });
        }
        if (!asked || place === before) {
            return;
        }
        const goal = place ? document.getElementById("drawer-title") : rowOf(before);
        const typing = place && document.activeElement.closest(".deciding-form, dialog");
        if (goal && !typing) {
            goal.focus({ preventScroll: window.innerWidth > 900 });
        }
    }

    function afterShow(shown) {
        // React paints after this runs.
        window.requestAnimationFrame(() => window.requestAnimationFrame(() => settle((shown && shown.place) || null)));
    }

    function showMap(event) {
        const button = event.target.closest && event.target.closest("#show-map");
        if (button) {
            const open = button.closest(".panel--map").classList.toggle("is-open");
            button.setAttribute("aria-expanded", String(open));
            button.lastChild.textContent = open ? "Hide map" : "Show map";
        }
    }

    function scheme() {
        return document.documentElement.getAttribute("data-mantine-color-scheme") === "dark" ? "dark" : "light";
    }

    function watchScheme(id) {
        new MutationObserver(() => window.dash_clientside.set_props(id, { data: scheme() }))
            .observe(document.documentElement, { attributeFilter: ["data-mantine-color-scheme"] });
        return scheme();
    }

    function hasWebgl() {
        return Boolean(document.createElement("canvas").getContext("webgl2"));
    }

    document.addEventListener("click", follow);
    document.addEventListener("click", (event) => closeMenus(event.target.closest && event.target.closest(".menu")));
    document.addEventListener("click", showMap);
    document.addEventListener("keydown", press);
    document.documentElement.classList.toggle("no-webgl", !hasWebgl());
    window.dash_clientside = Object.assign({}, window.dash_clientside, { aim: { here, go, choosePlace, afterShow, watchScheme } });
})();
