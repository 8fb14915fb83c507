/* The map of a browser that cannot draw WebGL: the same figure as shapes (assets/plane.js), with the same answers to
   pointer and wheel. Asked by assets/map.js. Where WebGL works nothing here runs and nothing more is fetched. */
(function () {
    "use strict";
    const PADDING_PX = 20; // as assets/map.js
    const PADDING_SHARE = 0.06;
    const STILL_PX = 4; // a pointer that moved less has clicked
    const LEAST_M = 0.5; // of a pixel: as close as anybody may look
    const WHEEL_PX = 400; // for twice as close
    const NOT_FETCHED = "The map could not be fetched: choose again what it is to show, or reload the page.";

    function needed() {
        return document.documentElement.classList.contains("no-webgl");
    }

    // ---- plotly is asked to draw an empty picture instead: of a map it could only say that it cannot --------------------
    function isMap(figure) {
        return ((figure && figure.data) || []).some((trace) => trace.type === "choroplethmap");
    }

    function empty(figure) {
        const [hidden, clear] = [{ visible: false, fixedrange: true }, "rgba(0,0,0,0)"];
        const layout = { xaxis: hidden, yaxis: hidden, paper_bgcolor: clear, plot_bgcolor: clear, dragmode: false, autosize: true, meta: figure.layout.meta };
        return { ...figure, data: [], layout };
    }

    function stepAside(plotly) {
        const react = plotly.react;
        plotly.react = (target, figure, ...rest) => react.call(plotly, target, isMap(figure) ? empty(figure) : figure, ...rest);
        return plotly;
    }

    function waitForPlotly() {
        if (window.Plotly) {
            stepAside(window.Plotly);
            return;
        }
        Object.defineProperty(window, "Plotly", {
            configurable: true,
            get: () => undefined,
            set: (plotly) => Object.defineProperty(window, "Plotly", { value: stepAside(plotly), configurable: true, writable: true }),
        });
    }

    // ---- one map ---------------------------------------------------------------------------------------------------------
    function plane() {
        return window.dash_clientside.aim_plane;
    }

    function tell(map, properties) {
        window.dash_clientside.set_props(map.id, properties);
    }

    function fit(map) {
        const [width, height] = [map.host.clientWidth, map.host.clientHeight];
        const padding = Math.min(PADDING_PX, PADDING_SHARE * Math.min(width, height));
        map.view = plane().fit(map.figure.layout.meta.bounds, width, height, padding);
        map.moved = false;
    }

    function paint(map) {
        if (!map.host.clientWidth || !map.loaded) {
            return; // behind "Show map", or still on its way
        }
        const bounds = String(map.figure.layout.meta.bounds);
        if (!map.view || map.bounds !== bounds || !map.moved) {
            fit(map);
            map.bounds = bounds;
        }
        Object.assign(map.view, { width: map.host.clientWidth, height: map.host.clientHeight });
        const drawn = plane().draw(map.figure, map.loaded, map.view);
        map.host.querySelector("svg")?.remove();
        map.host.prepend(drawn);
        window.dash_clientside.aim_map.scale(map.host, map.view.metres);
    }

    function point(map, path) {
        const trace = map.figure.data.find((each) => each.type === "choroplethmap");
        const at = Number(path.dataset.at);
        return { curveNumber: 0, pointNumber: at, location: trace.locations[at], z: trace.z[at], text: trace.text[at] };
    }

    // ---- pointer and wheel -------------------------------------------------------------------------------------------
    function spot(map, event) {
        const box = map.host.getBoundingClientRect();
        return [event.clientX - box.left, event.clientY - box.top];
    }

    function onWheel(map, event) {
        event.preventDefault();
        const [x, y] = spot(map, event);
        const before = map.view.metres;
        const metres = Math.max(before * 2 ** (event.deltaY / WHEEL_PX), LEAST_M);
        map.view.east += (x - map.view.width / 2) * (before - metres);
        map.view.north -= (y - map.view.height / 2) * (before - metres);
        map.view.metres = metres;
        map.moved = true;
        paint(map);
    }

    function onMove(map, event) {
        const at = spot(map, event);
        if (!map.held) {
            hover(map, event, at);
            return;
        }
        const [dx, dy] = [at[0] - map.held.at[0], at[1] - map.held.at[1]];
        map.held.dragged = map.held.dragged || Math.hypot(dx, dy) >= STILL_PX;
        if (!map.held.dragged) {
            return;
        }
        map.said.hidden = true;
        if (map.figure.layout.dragmode === "select") {
            const [left, top] = [Math.min(at[0], map.held.at[0]), Math.min(at[1], map.held.at[1])];
            Object.assign(map.band.style, { left: left + "px", top: top + "px", width: Math.abs(dx) + "px", height: Math.abs(dy) + "px" });
            map.band.hidden = false;
        } else {
            map.host.querySelector("svg").style.transform = `translate(${dx}px, ${dy}px)`;
        }
    }

    function onDown(map, event) {
        if (event.button === 0) {
            map.held = { at: spot(map, event), dragged: false };
            map.host.setPointerCapture(event.pointerId);
        }
    }

    function onUp(map, event) {
        const held = map.held;
        map.held = null;
        if (!held) {
            return;
        }
        const at = spot(map, event);
        if (!held.dragged) {
            const path = cellUnder(event);
            if (path) {
                tell(map, { clickData: { points: [point(map, path)], timestamp: Date.now() } });
            }
        } else if (map.figure.layout.dragmode === "select") {
            map.band.hidden = true;
            select(map, held.at, at);
        } else {
            map.view.east -= (at[0] - held.at[0]) * map.view.metres;
            map.view.north += (at[1] - held.at[1]) * map.view.metres;
            map.moved = true;
            paint(map);
        }
    }

    function cellUnder(event) {
        return document.elementsFromPoint(event.clientX, event.clientY).find((each) => each.matches("path[data-cell]"));
    }

    // The cells whose middle lies in the box, as plotly tells of its own.
    function select(map, from, to) {
        const [[left, right], [top, bottom]] = [0, 1].map((axis) => [from[axis], to[axis]].sort((one, other) => one - other));
        const inside = Array.from(map.host.querySelectorAll("path[data-cell]")).filter((path) => {
            const box = path.getBBox();
            const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
            return x >= left && x <= right && y >= top && y <= bottom;
        });
        tell(map, { selectedData: inside.length ? { points: inside.map((path) => point(map, path)) } : null });
    }

    function hover(map, event, [x, y]) {
        const path = map.figure.data.some((trace) => trace.hoverinfo === "skip") ? null : cellUnder(event);
        map.said.hidden = !path;
        if (path) {
            const found = point(map, path);
            // What plotly shows as HTML: lines and escaped characters.
            const text = new DOMParser().parseFromString(String(found.text).replace(/<br>/g, "\n"), "text/html").body.textContent;
            const count = document.createElement("strong");
            count.textContent = found.z;
            map.said.replaceChildren(text + "\n", count);
            const right = x > map.view.width / 2;
            Object.assign(map.said.style, { top: y + 14 + "px", left: right ? "auto" : x + 14 + "px", right: right ? map.view.width - x + 14 + "px" : "auto" });
        }
    }

    function add(host, className) {
        const made = document.createElement("div");
        made.className = className;
        made.hidden = true;
        host.append(made);
        return made;
    }

    function begin(frame, id) {
        const host = document.createElement("div");
        host.className = "plain-map";
        frame.append(host);
        frame.setAttribute("aria-describedby", id + "-note");
        const note = document.getElementById(id + "-note");
        const map = { id, host, note, noted: note.textContent, said: add(host, "plain-map-said"), band: add(host, "plain-map-band"), held: null, asked: 0 };
        host.addEventListener("wheel", (event) => map.view && onWheel(map, event), { passive: false });
        host.addEventListener("pointerdown", (event) => map.view && onDown(map, event));
        host.addEventListener("pointermove", (event) => map.view && onMove(map, event));
        host.addEventListener("pointerup", (event) => onUp(map, event));
        host.addEventListener("pointerleave", () => { map.said.hidden = true; });
        host.addEventListener("dblclick", () => { map.moved = false; paint(map); });
        new ResizeObserver(() => paint(map)).observe(host);
        return map;
    }

    // Draw `figure` in the frame of the graph `id`, over the empty picture that plotly made of it.
    function show(figure, id) {
        const frame = document.getElementById(id + "-frame");
        if (!frame || !isMap(figure)) {
            return;
        }
        frame.aimPlain = frame.aimPlain || begin(frame, id);
        const map = frame.aimPlain;
        const asked = map.asked += 1;
        plane().load(figure).then((loaded) => {
            if (asked === map.asked) { // nobody has asked for another since
                Object.assign(map, { figure, loaded });
                paint(map);
            }
            map.note.textContent = map.noted;
        }, () => { map.note.textContent = NOT_FETCHED; });
    }

    if (needed()) {
        waitForPlotly();
    }
    window.dash_clientside = Object.assign({}, window.dash_clientside, { aim_plain_map: { needed, show } });
})();
