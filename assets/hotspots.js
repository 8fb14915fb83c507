/* What a callback cannot do for the Hotspots page: plain content, the table and the small maps are made here, and the
   link is copied with its caption. What is done on its large maps stands in hotspots-ground.js. */
(function () {
    "use strict";
    const PAGE = "hotspots";
    const SVG = "http://www.w3.org/2000/svg";
    const STEPS = [1, 2, 3, 4, 5];
    const FEW = 20; // rows of the table on a phone, as assets/80-hotspots.css has it
    const { make, link, header, place } = window.aimElements;
    let content = null; // what is shown

    // ---- the table ---------------------------------------------------------------------------------------------------
    function kindOf(column) {
        return (column.figure ? "figure " : "") + "is-" + column.name;
    }

    function standing(number, words) {
        return number === null ? words : place(number);
    }

    // A mark without words: of few incidents most lie on one point by themselves, and words on every third row say nothing.
    function sign(words) {
        const made = make("span", "one-location is-sign", make("span", "unseen", "one location"));
        made.title = words;
        return made;
    }

    function line(table, [key, number, guarded, ...texts]) {
        const chosen = key === table.chosen;
        const row = make("tr", chosen ? "is-chosen" : "");
        table.headers.forEach((column, at) => {
            const kind = kindOf(column);
            if (at) {
                row.append(make("td", kind, column.name === "stands-out" ? standing(number, texts[at]) : texts[at]));
                return;
            }
            const there = link(chosen ? table.close : table.href.join(key), guarded ? "is-named-here" : "", texts[at]);
            there.dataset.place = key;
            const mark = guarded ? sign(table.alone) : null;
            const before = number === null ? null : make("span", "row-number", place(number)); // on a phone, without columns
            const name = make("th", kind, make("div", "row-name", before, there, mark));
            name.scope = "row";
            row.append(name);
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
        const alone = table.alone ? make("span", "sign-said", make("span", "one-location is-sign"), table.alone) : null;
        frame.replaceChildren(make("table", "table", make("caption", "", table.caption + " ", alone),
            make("thead", "", make("tr", "", ...table.headers.map((column) => header(column, kindOf(column))))), make("tbody", "", ...table.rows.map((row) => line(table, row))), foot));
        frame.scrollTop = top;
    }

    // The whole row opens what its name does, unless somebody is copying figures out of it.
    document.addEventListener("click", (event) => {
        const row = event.target.closest && event.target.closest("#hotspots-table tbody tr");
        if (row && !event.target.closest("a") && String(window.getSelection()) === "") {
            row.querySelector("a").click();
        }
    });

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

    // Degrees as they lie beside each other here, filled by one area or all: a town is small enough for a plane.
    function plane(outlines, area) {
        const seen = outlines.features.filter((feature) => !area || feature.properties.name === area);
        const all = seen.flatMap((feature) => rings(feature.geometry)).flat();
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
        const words = make("span", "many-words", each.words);
        return link(each.href, "many-map", title, each.steps ? picture(each, drawn, outlines, cells) : make("span", "many-none"), words);
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
            const drawn = plane(areas, shown.area);
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

    function draw(text) {
        if (!text) {
            return;
        }
        const shown = JSON.parse(text);
        content = shown;
        const last = remember();
        Object.entries(shown.plain).forEach(([id, value]) => window.dash_clientside.aim_plain.draw(value, id));
        drawTable(shown.table);
        drawMany(shown);
        restore(last);
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

    document.addEventListener("click", (event) => {
        if (event.target.closest && event.target.closest("#hotspots-copy")) {
            copy();
        }
    });
    const shown = () => content;
    window.dash_clientside = Object.assign({}, window.dash_clientside, { aim_hotspots: { draw, shapes, shown } });
})();
