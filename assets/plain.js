/* Elements made from plain values (aim/pages/plain.py). As components of the page the same content would take seconds:
   each element would be asked again after every change of anything. */
(function () {
    "use strict";

    function nodes(content) {
        if (Array.isArray(content)) {
            return content.flatMap(nodes);
        }
        return typeof content === "string" ? [content] : [element(content)];
    }

    function element(value) {
        const made = document.createElement(value.tag);
        Object.entries(value.attributes).forEach(([name, text]) => made.setAttribute(name, text));
        Object.assign(made.style, value.style);
        made.append(...nodes(value.content));
        return made;
    }

    function stops(region) {
        return Array.from(region.querySelectorAll("a[href], summary, button"));
    }

    // What somebody has unfolded stays so; a menu closes by what is chosen in it.
    function folded(region) {
        return Array.from(region.querySelectorAll("details:not(.menu)"));
    }

    /* Where somebody stands with the keyboard is kept: on what has the same words, else at the same place of the row. */
    function draw(content, id) {
        const region = document.getElementById(id);
        const focused = document.activeElement, before = stops(region), at = before.indexOf(focused);
        const opened = folded(region).map((each) => each.open);
        region.replaceChildren(...nodes(content || []));
        folded(region).forEach((each, which) => { each.open = each.open || Boolean(opened[which]); });
        region.dataset.drawn = window.location.search; // of which address: assets/address.js steps from there
        if (at >= 0) {
            const now = stops(region), step = focused.dataset.step;
            const same = now.length === before.length && now[at].textContent === focused.textContent ? now[at]
                : now.find((each) => step ? each.dataset.step === step : each.textContent === focused.textContent);
            const goal = same || now[Math.min(at, now.length - 1)];
            if (goal) {
                goal.focus({ preventScroll: true });
            }
        }
    }

    // Contents by the id of the region that each stands in.
    function drawAll(contents) {
        Object.entries(contents || {}).forEach(([id, content]) => draw(content, id));
    }

    window.dash_clientside = Object.assign({}, window.dash_clientside, { aim_plain: { draw, drawAll } });
})();
