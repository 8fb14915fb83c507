/* What a callback cannot do for the Hotspots page: plain content, the table and the small maps are made here, two maps
   move together, a box on the map becomes an address, and the link is copied with its caption. */
(function () {
    "use strict";
    const PAGE = "hotspots";
    const MAP = "hotspots-map";
    const SVG = "http://www.w3.org/2000/svg";
    const STEPS = [1, 2, 3, 4, 5];
    const TRIES = 1200; // frames, 20 seconds
    const FEW = 20; // rows of the table on a phone, as assets/80-hotspots.css has it
    const LEAST_PX = 4; // a box smaller than this was a click
    let content = null; // what is shown

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

    function go(search) {
        window.dash_clientside.aim.go(search);
    }

    function asked(changes) {
        const query = new URLSearchParams(window.location.search);
        Object.entries(changes).forEach(([name, value]) => (value === null ? query.delete(name) : query.set(name, value)));
        return "?" + query.toString().replaceAll("%2C", ",");
    }

    // ---- the table ---------------------------------------------------------------------------------------------------
    function header(column) {
        const mark = column.order ? icon(column.order === "descending" ? "down" : "up") : null;
        const cell = make("th", (column.figure ? "figure " : "") + "is-" + column.name, link(column.href, "sort", column.title, mark));
        cell.scope = "col";
        if (column.order) {
            cell.setAttribute("aria-sort", column.order);
        }
        return cell;
    }

    function standing(number, words) {
        return number === null ? words : make("span", "place-number place-number--small", make("span", "unseen", "yes, place "), String(number));
    }

    function line(table, [key, number, guarded, ...texts]) {
        const chosen = key === table.chosen;
        const row = make("tr", chosen ? "is-chosen" : "");
        table.headers.forEach((column, at) => {
            const kind = (column.figure ? "figure " : "") + "is-" + column.name;
            if (at) {
                row.append(make("td", kind, column.name === "stands-out" ? standing(number, texts[at]) : texts[at]));
                return;
            }
            const there = link(chosen ? table.close : table.href.join(key), guarded ? "is-named-here" : "", texts[at]);
            there.dataset.place = key;
            const mark = guarded ? make("span", "one-location", "one location") : null;
            const place = make("th", kind, make("div", "row-name", there, mark));
            place.scope = "row";
            row.append(place);
        });
        return row;
    }

    function drawTable(table) {
        const frame = document.getElementById("hotspots-table");
        if (!table) {
            frame.replaceChildren();
            return;
        }
        const top = frame.scrollTop;
        const rest = make("td", "", "The first " + FEW + " of " + table.rows.length + ". A larger screen shows all of them, and can change what is shown.");
        rest.colSpan = table.headers.length;
        const foot = table.rows.length > FEW ? make("tfoot", "", make("tr", "", rest)) : null;
        frame.replaceChildren(make("table", "table", make("caption", "", table.caption),
            make("thead", "", make("tr", "", ...table.headers.map(header))), make("tbody", "", ...table.rows.map((row) => line(table, row))), foot));
        frame.scrollTop = top;
    }

    // ---- twelve small maps: one path a step, made of outlines that are fetched once -----------------------------------
    const fetched = new Map();

    function shapes(url) {
        if (!fetched.has(url)) {
            fetched.set(url, fetch(url).then((answer) => answer.json()));
        }
        return fetched.get(url);
    }

    function rings(geometry) {
        return (geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates).flat();
    }

    // Degrees as they lie beside each other here: a town is small enough for a plane.
    function plane(outlines) {
        const all = outlines.features.flatMap((feature) => rings(feature.geometry)).flat();
        const [west, east] = [Math.min(...all.map((p) => p[0])), Math.max(...all.map((p) => p[0]))];
        const [south, north] = [Math.min(...all.map((p) => p[1])), Math.max(...all.map((p) => p[1]))];
        const narrow = Math.cos((south + north) / 2 * Math.PI / 180);
        const scale = 400 / ((north - south) * 1.04);
        const width = Math.round((east - west) * narrow * scale * 1.04);
        const at = ([x, y]) => [((x - west) * narrow * scale + width * 0.02), (north - y) * scale + 8].map((n) => n.toFixed(1)).join(",");
        const path = (ring) => "M" + ring.slice(0, -1).map(at).join("L") + "Z";
        return { width, path };
    }

    function path(data, className) {
        const element = document.createElementNS(SVG, "path");
        element.setAttribute("d", data);
        element.setAttribute("class", className);
        return element;
    }

    function picture(each, drawn, outlines, cells) {
        const svg = document.createElementNS(SVG, "svg");
        svg.setAttribute("viewBox", "0 0 " + drawn.width + " 400");
        svg.setAttribute("aria-hidden", "true");
        const where = (test) => cells.filter((_, at) => test(at)).join("");
        svg.append(path(outlines, "many-land"));
        STEPS.forEach((step) => svg.append(path(where((at) => each.steps[at] === String(step)), "many-step many-step--" + step)));
        svg.append(path(outlines, "many-outline"), path(where((at) => each.marks[at] === "2"), "many-edge"),
            path(where((at) => each.marks[at] === "1"), "many-hot"));
        return svg;
    }

    function small(each, drawn, outlines, cells) {
        const title = make("span", "many-title", each.title);
        if (!each.complete && each.steps) {
            title.append(make("span", "tag", "not complete yet"));
        }
        const words = make("span", "unseen", ": " + each.words);
        const short = make("span", "many-short", each.short);
        short.setAttribute("aria-hidden", "true");
        return link(each.href, "many-map", title, words, each.steps ? picture(each, drawn, outlines, cells) : make("span", "many-none"), short);
    }

    function drawMany(shown) {
        const frame = document.getElementById("hotspots-many");
        if (!shown.many || !shown.many.length) {
            frame.replaceChildren();
            return;
        }
        Promise.all([shapes(shown.outlines), shapes(shown.shapes)]).then(([areas, hexagons]) => {
            if (shown !== content) {
                return; // somebody has chosen again
            }
            const drawn = plane(areas);
            const outlines = areas.features.flatMap((feature) => rings(feature.geometry)).map(drawn.path).join("");
            const every = new Map(hexagons.features.map((feature) => [feature.id, drawn.path(feature.geometry.coordinates[0])]));
            const cells = (each) => (each.cells || [...every.keys()]).map((cell) => every.get(cell));
            frame.replaceChildren(...shown.many.map((each) => small(each, drawn, outlines, cells(each))));
        });
    }

    // ---- the page: focus stays on what was pressed, though everything is made anew -------------------------------------
    function stops(region) {
        return Array.from(region.querySelectorAll("a, summary, button"));
    }

    function remember() {
        const focused = document.activeElement;
        const region = focused && focused.closest("#" + PAGE + " [id^=hotspots-]");
        return region && { region: region.id, at: stops(region).indexOf(focused), words: focused.textContent, focused };
    }

    function restore(last) {
        const region = last && !last.focused.isConnected && document.getElementById(last.region);
        if (!region) {
            return;
        }
        const now = stops(region);
        const same = now.map((stop, at) => ({ stop, far: Math.abs(at - last.at) })).filter((each) => each.stop.textContent === last.words)
            .sort((one, other) => one.far - other.far)[0];
        const goal = same ? same.stop : now[Math.min(last.at, now.length - 1)] || document.querySelector("#" + PAGE + " h1");
        if (goal) {
            goal.focus({ preventScroll: true });
        }
    }

    function draw(shown) {
        if (!shown) {
            return;
        }
        content = shown;
        const last = remember();
        Object.entries(shown.plain).forEach(([id, value]) => window.dash_clientside.aim_plain.draw(value, id));
        drawTable(shown.table);
        drawMany(shown);
        restore(last);
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

    function ground(id) {
        const found = plot(id);
        return found && found.aimFit && found.aimMap ? found : null;
    }

    let following = false;

    // A map that fits itself to its frame leads nobody: the other does so too.
    function follow(one, other, event) {
        if (following || !other.aimMap || !(event.originalEvent || one.aimMoved || other.aimMoved)) {
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

    function putAway() {
        if (sheet) {
            sheet.remove();
            sheet = null;
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
        return shapes(content.shapes).then((all) => all.features.filter((feature) => inside.includes(feature.id)).map((feature) => {
            const ring = feature.geometry.coordinates[0].slice(0, -1);
            return [0, 1].map((axis) => ring.reduce((sum, point) => sum + point[axis], 0) / ring.length);
        }));
    }

    function finish(frame, from, to) {
        const drawn = Math.abs(from[0] - to[0]) >= LEAST_PX && Math.abs(from[1] - to[1]) >= LEAST_PX;
        const found = drawn ? corners(frame, from, to) : Promise.resolve([]);
        putAway();
        found.then((points) => points.length && go(asked({ box: written(points), within: null })));
    }

    function beginBox() {
        putAway();
        const frame = document.getElementById(MAP + "-frame");
        const band = make("div", "box-band");
        sheet = make("div", "box-sheet", make("p", "box-words", "Draw a box over what you want to add up. Escape leaves it."), band);
        let from = null;
        sheet.addEventListener("pointerdown", (event) => {
            event.preventDefault();
            sheet.setPointerCapture(event.pointerId);
            from = spot(event);
        });
        sheet.addEventListener("pointermove", (event) => {
            if (from) {
                const to = spot(event);
                const [left, top] = [Math.min(from[0], to[0]), Math.min(from[1], to[1])];
                Object.assign(band.style, { display: "block", left: left + "px", top: top + "px", width: Math.abs(to[0] - from[0]) + "px", height: Math.abs(to[1] - from[1]) + "px" });
            }
        });
        sheet.addEventListener("pointerup", (event) => from && finish(frame, from, spot(event)));
        frame.append(sheet);
    }

    // ---- what leaves -----------------------------------------------------------------------------------------------------
    function copied(done) {
        const words = document.getElementById("hotspots-copied");
        words.textContent = done ? "Copied" : "This browser does not let a page copy: use the address above.";
    }

    function copy() {
        const text = window.location.origin + window.location.pathname + content.permalink + "\n" + content.caption;
        if (navigator.clipboard) {
            navigator.clipboard.writeText(text).then(() => copied(true), () => copied(false));
        } else {
            copied(false);
        }
    }

    function press(event) {
        const button = event.target.closest && event.target.closest("#hotspots-box, #hotspots-copy");
        if (button && button.id === "hotspots-copy") {
            copy();
        } else if (button) {
            button.closest(".menu").open = false;
            beginBox();
        }
    }

    document.addEventListener("click", press);
    document.addEventListener("keydown", (event) => {
        if (event.key === "Escape" && sheet) {
            event.stopImmediatePropagation();
            putAway();
        }
    }, true);
    window.dash_clientside = Object.assign({}, window.dash_clientside, { aim_hotspots: { draw, choose, tie } });
})();
