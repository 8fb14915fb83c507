/* What is done on the large maps of the Hotspots page: a hexagon is chosen, two maps move together, and a box that is
   drawn becomes a part of the address. */
(function () {
    "use strict";
    const MAP = "hotspots-map";
    const TRIES = 1200; // frames, 20 seconds
    const NEAR = 0.00005; // degrees, some metres: round the middle of a hexagon
    const LEAST_PX = 4; // a box smaller than this was a click
    const STEP_PX = 16; // of a box that arrow keys move: a third of a hexagon of a town
    const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const DRAW = "Draw a box over what you want to add up. By keyboard: arrows move it, Shift and arrows change its size, Enter adds up. Escape leaves it.";

    function go(search) {
        window.dash_clientside.aim.go(search);
    }

    function asked(changes) {
        const query = new URLSearchParams(window.location.search);
        Object.entries(changes).forEach(([name, value]) => (value === null ? query.delete(name) : query.set(name, value)));
        return "?" + query.toString().replaceAll("%2C", ",");
    }

    function choose(clicked) {
        const point = clicked && clicked.points && clicked.points[0];
        if (point && point.location) {
            go(asked({ cell: point.location }));
        }
    }

    // ---- two maps that look at the same ground -------------------------------------------------------------------------
    function plot(id) {
        const frame = document.getElementById(id);
        return frame && frame.querySelector(".js-plotly-plot");
    }

    // Where there is one map only, plotly has taken the other away.
    function stands(found) {
        const part = found._fullLayout && found._fullLayout.map && found._fullLayout.map._subplot;
        return Boolean(found.isConnected && part && part.map && part.map === found.aimMap);
    }

    function ground(id) {
        const found = plot(id);
        return found && found.aimFit && stands(found) ? found : null;
    }

    let following = false;

    // A map that fits itself to its frame leads nobody: the other does so too.
    function follow(one, other, event) {
        if (following || !stands(other) || !(event.originalEvent || one.aimMoved || other.aimMoved)) {
            return;
        }
        following = true;
        other.aimMap.jumpTo({ center: one.aimMap.getCenter(), zoom: one.aimMap.getZoom() });
        other.aimMoved = one.aimMoved;
        following = false;
    }

    function lead(one, other) {
        if (one.aimLeads !== one.aimMap) {
            one.aimLeads = one.aimMap;
            ["move", "moveend", "dblclick"].forEach((name) => one.aimMap.on(name, (event) => follow(one, other, event)));
        }
    }

    function lookAlike(one, other) {
        const [from, to] = [one, other].map((id) => document.getElementById(id + "-frame").aimPlain);
        if (from && to && from.view && to.view) {
            Object.assign(to.view, { east: from.view.east, north: from.view.north, metres: from.view.metres });
            to.moved = from.moved;
            window.dash_clientside.aim_plain_map.show(to.figure, to.id);
        }
    }

    // Of a browser without WebGL: the maps are shapes, and are drawn again when a pointer or wheel has moved one.
    function leadShapes(one, other) {
        const frame = document.getElementById(one + "-frame");
        if (!frame.aimLeads) {
            frame.aimLeads = true;
            ["wheel", "pointerup", "dblclick"].forEach((name) => frame.addEventListener(name, () => lookAlike(one, other)));
        }
    }

    function tie(figure, first, second) {
        const shown = figure && figure.data && figure.data.length;
        if (!shown) {
            return;
        }
        if (window.dash_clientside.aim_plain_map.needed()) {
            leadShapes(first, second);
            leadShapes(second, first);
            return;
        }
        const wait = (tries) => {
            const [one, other] = [ground(first), ground(second)];
            if (one && other) {
                lead(one, other);
                lead(other, one);
            } else if (tries > 0 && document.getElementById(second)) {
                window.requestAnimationFrame(() => wait(tries - 1));
            }
        };
        wait(TRIES);
    }

    // ---- a box on the map -----------------------------------------------------------------------------------------------
    let sheet = null; // over the map while a box can be drawn

    function div(className) {
        const made = document.createElement("div");
        made.className = className;
        return made;
    }

    function putAway() {
        if (sheet) {
            const back = document.activeElement === sheet && document.querySelector("#hotspots-head .menu:has(.sum-box) > summary");
            sheet.remove();
            sheet = null;
            if (back) {
                back.focus({ preventScroll: true });
            }
        }
    }

    function spot(event) {
        const frame = sheet.getBoundingClientRect();
        return [event.clientX - frame.left, event.clientY - frame.top];
    }

    function written(corners) {
        const [x, y] = [0, 1].map((axis) => corners.map((corner) => corner[axis]).sort((one, other) => one - other));
        return [x[0], y[0], x[x.length - 1], y[y.length - 1]].map((degrees) => Number(degrees.toFixed(5))).join(",");
    }

    // The corners in degrees; where the map is of shapes, those of the hexagons whose middle lies in the box.
    function corners(frame, from, to) {
        const found = frame.querySelector(".js-plotly-plot");
        if (found && found.aimMap) {
            return Promise.resolve([from, to].map((point) => found.aimMap.unproject(point)).map((at) => [at.lng, at.lat]));
        }
        const box = sheet.getBoundingClientRect();
        const [x, y] = [0, 1].map((axis) => [from[axis], to[axis]].sort((one, other) => one - other));
        const inside = Array.from(frame.querySelectorAll("path[data-cell]")).filter((path) => {
            const own = path.getBoundingClientRect();
            const middle = [own.left + own.width / 2 - box.left, own.top + own.height / 2 - box.top];
            return middle[0] >= x[0] && middle[0] <= x[1] && middle[1] >= y[0] && middle[1] <= y[1];
        }).map((path) => path.dataset.cell);
        const hotspots = window.dash_clientside.aim_hotspots;
        return hotspots.shapes(hotspots.shown().shapes).then((all) => all.features.filter((feature) => inside.includes(feature.id)).flatMap((feature) => {
            const ring = feature.geometry.coordinates[0].slice(0, -1);
            const middle = [0, 1].map((axis) => ring.reduce((sum, point) => sum + point[axis], 0) / ring.length);
            return [-NEAR, NEAR].map((far) => middle.map((degrees) => degrees + far));
        }));
    }

    function finish(frame, from, to) {
        const drawn = Math.abs(from[0] - to[0]) >= LEAST_PX && Math.abs(from[1] - to[1]) >= LEAST_PX;
        const found = drawn ? corners(frame, from, to) : Promise.resolve([]);
        putAway();
        found.then((points) => points.length && go(asked({ box: written(points), within: null })));
    }

    function outline(band, from, to) {
        const [left, top] = [0, 1].map((axis) => Math.min(from[axis], to[axis]));
        Object.assign(band.style, { display: "block", left: left + "px", top: top + "px", width: Math.abs(to[0] - from[0]) + "px", height: Math.abs(to[1] - from[1]) + "px" });
    }

    // A box in the middle of the map, a third of it, that arrow keys move within the frame; with Shift its far corner.
    function steer(frame, band, shown) {
        const size = [sheet.clientWidth, sheet.clientHeight];
        let [from, to] = [size.map((length) => length / 3), size.map((length) => length * 2 / 3)];
        if (shown) {
            outline(band, from, to);
        }
        const within = (corner) => corner.every((at, axis) => at >= 0 && at <= size[axis]);
        return (event) => {
            const step = ARROWS[event.key];
            const moved = (corner) => (step ? corner.map((at, axis) => at + step[axis] * STEP_PX) : corner);
            const next = [event.shiftKey ? from : moved(from), moved(to)];
            if (event.key === "Enter") {
                finish(frame, from, to);
            } else if (!step) {
                return;
            } else if (next.every(within) && next[0].every((at, axis) => at < next[1][axis])) {
                [from, to] = next;
                outline(band, from, to);
            }
            event.preventDefault();
            event.stopPropagation();
        };
    }

    function beginBox(byKey) {
        putAway();
        const frame = document.getElementById(MAP + "-frame");
        sheet = div("box-sheet");
        const [words, band] = [div("box-words"), div("box-band")];
        words.textContent = DRAW;
        sheet.append(words, band);
        sheet.tabIndex = 0;
        sheet.setAttribute("role", "application");
        sheet.setAttribute("aria-label", DRAW);
        let from = null;
        sheet.addEventListener("pointerdown", (event) => {
            event.preventDefault();
            sheet.setPointerCapture(event.pointerId);
            from = spot(event);
        });
        sheet.addEventListener("pointermove", (event) => {
            if (from) {
                outline(band, from, spot(event));
            }
        });
        sheet.addEventListener("pointerup", (event) => from && finish(frame, from, spot(event)));
        frame.append(sheet);
        sheet.addEventListener("keydown", steer(frame, band, byKey));
        sheet.focus({ preventScroll: true });
    }

    document.addEventListener("click", (event) => {
        const button = event.target.closest && event.target.closest("#hotspots-box");
        if (button) {
            button.closest(".menu").open = false;
            beginBox(event.detail === 0); // no pointer has pressed it
        }
    });
    document.addEventListener("keydown", (event) => {
        if (event.key === "Escape" && sheet) {
            event.stopImmediatePropagation();
            putAway();
        }
    }, true);
    window.dash_clientside = Object.assign({}, window.dash_clientside, { aim_hotspots_ground: { choose, tie } });
})();
