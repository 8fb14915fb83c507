/* A part of the map by itself and larger, such as the town centre: the figure's `layout.meta.inset` as shapes
   (assets/plane.js) in the place that aim/pages/graph.py made for it. Asked by assets/map.js. */
(function () {
    "use strict";
    const CLOSER = 1.3; // streets show through hexagons, which few of a town's map do
    const WAIT_MS = 200;
    const TRIES = 100;

    function plane() {
        return window.dash_clientside.aim_plane;
    }

    // The map fetches its shapes for itself: they are waited for, and not fetched twice at once.
    function afterMap(figure, tries) {
        const held = window.PlotlyGeoAssets || {};
        const there = figure.data.every((trace) => !trace.geojson || typeof held[trace.geojson] === "object");
        if (there || tries === 0 || window.dash_clientside.aim_plain_map.needed()) {
            return Promise.resolve();
        }
        return new Promise((resolve) => setTimeout(resolve, WAIT_MS)).then(() => afterMap(figure, tries - 1));
    }

    function paint(frame) {
        const { figure, loaded } = frame.aimInset;
        const said = figure.layout.meta.inset;
        frame.parentElement.hidden = !said;
        if (!said || !frame.clientWidth) {
            return; // behind "Show map", or not in the area that is looked at
        }
        const view = { ...plane().fit(said.bounds, frame.clientWidth, frame.clientHeight, 0), closer: CLOSER };
        frame.replaceChildren(plane().draw(figure, loaded, view));
        frame.setAttribute("aria-label", said.title + ", closer");
        frame.nextElementSibling.textContent = said.title;
    }

    // A cell of the inset is chosen as on the map.
    function begin(frame, id) {
        frame.aimInset = {};
        frame.addEventListener("click", (event) => {
            const cell = event.target.closest("[data-cell]");
            if (cell) {
                const points = [{ location: cell.dataset.cell, z: Number(cell.dataset.count) }];
                window.dash_clientside.set_props(id, { clickData: { points, timestamp: Date.now() } });
            }
        });
        new ResizeObserver(() => frame.aimInset.loaded && paint(frame)).observe(frame);
    }

    function show(figure, id) {
        const frame = document.getElementById(id + "-inset");
        if (!frame || !figure || !figure.layout || !figure.layout.meta) {
            return;
        }
        if (!frame.aimInset) {
            begin(frame, id);
        }
        frame.aimInset.asked = figure;
        afterMap(figure, TRIES).then(() => plane().load(figure)).then((loaded) => {
            // The map itself first: it is what somebody waits for.
            window.requestIdleCallback(() => {
                if (frame.aimInset.asked === figure) { // nobody has asked for another since
                    Object.assign(frame.aimInset, { figure, loaded });
                    paint(frame);
                }
            }, { timeout: 1000 });
        }).catch(() => { frame.parentElement.hidden = true; }); // the server does not answer: the map says so
    }

    window.dash_clientside = Object.assign({}, window.dash_clientside, { aim_inset: { show } });
})();
