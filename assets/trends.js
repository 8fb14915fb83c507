/* What a callback cannot do for the Trends page: its parts are made anew after each press of a link, and focus stays
   where the reader was: on the same heading of the table, step or menu; else on the headline, which says what is shown. */
(function () {
    "use strict";
    let last = null;  // where focus was: region, position in it, and what stood there

    function stops(region) {
        return Array.from(region.querySelectorAll("a, summary"));
    }

    function remember(event) {
        const region = event.target.closest("#trends > [id], #trends .top > [id]");
        if (region && event.target.matches("a, summary")) {
            last = { region: region.id, at: stops(region).indexOf(event.target), like: event.target };
        }
    }

    // Whoever presses beside everything has left.
    function forget(event) {
        if (!event.target.closest("a, summary, button")) {
            last = null;
        }
    }

    function same(now, before) {
        return now.tagName === before.tagName && (now.tagName === "SUMMARY" ||
            (before.dataset.step ? now.dataset.step === before.dataset.step : now.textContent === before.textContent));
    }

    function restore() {
        const region = last && document.getElementById(last.region);
        if (!region || document.activeElement !== document.body || last.like.isConnected) {
            return;
        }
        const now = stops(region)
            .map((stop, at) => ({ stop, far: Math.abs(at - last.at) }))
            .filter((each) => same(each.stop, last.like))
            .sort((one, other) => one.far - other.far)
            .map((each) => each.stop)[0];
        const goal = now || document.querySelector("#trends h1");
        if (goal) {
            goal.focus({ preventScroll: goal === now });
        }
    }

    let watched = null;

    function watch(_content, id) {
        const page = document.getElementById(id);
        if (page === watched) {
            return;
        }
        [watched, last] = [page, null];
        page.addEventListener("focusin", remember);
        page.addEventListener("pointerdown", forget);
        new MutationObserver(restore).observe(page, { childList: true, subtree: true });
    }

    window.dash_clientside = Object.assign({}, window.dash_clientside, { aim_trends: { watch } });
})();
