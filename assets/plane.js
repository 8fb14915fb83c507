/* A map as shapes on a plane: a figure of layers/figure.py as SVG, in metres of the British National Grid (EPSG:27700).

   Everything that WebGL would be given is taken from the same figure: cells, colours and breaks from its trace, outlines
   and numbers from its layers, ground, roads, lines and labels from its MapLibre style. What that style may say is what
   layers/basemap.py and layers/roads.py say, no more. */
(function () {
    "use strict";
    const SVG = "http://www.w3.org/2000/svg";
    const EARTH_M = 40075016.686; // round the equator
    const TILE_PX = 512; // the world at zoom 0
    const LATITUDE = 54.5; // for zoom alone, which only says how much is drawn
    const HALO_PX = 2;
    const GAP_PX = 2; // between two discs, as assets/map_marks.js

    // ---- from degrees to metres: WGS84 by seven parameters to OSGB36 (to about 5 m), and Transverse Mercator ---------
    const RADIAN = Math.PI / 180;
    const WGS84 = { a: 6378137.0, b: 6356752.314245 };
    const AIRY = { a: 6377563.396, b: 6356256.909 };
    const MOVED_M = [-446.448, 125.157, -542.06];
    const TURNED = [-0.1502, -0.247, -0.8421].map((seconds) => seconds / 3600 * RADIAN);
    const LARGER = 1 + 20.4894e-6;
    const GRID = { scale: 0.9996012717, latitude: 49 * RADIAN, longitude: -2 * RADIAN, east: 400000, north: -100000 };

    function airy(longitude, latitude) {
        const [east, north] = [longitude * RADIAN, latitude * RADIAN];
        const flat = 1 - (WGS84.b / WGS84.a) ** 2;
        const normal = WGS84.a / Math.sqrt(1 - flat * Math.sin(north) ** 2);
        const [x, y, z] = [normal * Math.cos(north) * Math.cos(east), normal * Math.cos(north) * Math.sin(east), normal * (1 - flat) * Math.sin(north)];
        const [rx, ry, rz] = TURNED;
        const there = [
            MOVED_M[0] + LARGER * x - rz * y + ry * z,
            MOVED_M[1] + rz * x + LARGER * y - rx * z,
            MOVED_M[2] - ry * x + rx * y + LARGER * z,
        ];
        const flatter = 1 - (AIRY.b / AIRY.a) ** 2;
        const aside = Math.hypot(there[0], there[1]);
        let found = Math.atan2(there[2], aside * (1 - flatter));
        for (let turn = 0; turn < 4; turn += 1) {
            const radius = AIRY.a / Math.sqrt(1 - flatter * Math.sin(found) ** 2);
            found = Math.atan2(there[2] + flatter * radius * Math.sin(found), aside);
        }
        return [Math.atan2(there[1], there[0]), found];
    }

    function meridian(latitude) {
        const n = (AIRY.a - AIRY.b) / (AIRY.a + AIRY.b);
        const [less, more] = [latitude - GRID.latitude, latitude + GRID.latitude];
        return AIRY.b * GRID.scale * ((1 + n + 1.25 * n ** 2 + 1.25 * n ** 3) * less
            - (3 * n + 3 * n ** 2 + 2.625 * n ** 3) * Math.sin(less) * Math.cos(more)
            + 1.875 * (n ** 2 + n ** 3) * Math.sin(2 * less) * Math.cos(2 * more)
            - 35 / 24 * n ** 3 * Math.sin(3 * less) * Math.cos(3 * more));
    }

    // East and north in metres; the letters are those of the Ordnance Survey's guide to coordinate systems, annex C.
    function grid([longitude, latitude]) {
        const [lambda, phi] = airy(longitude, latitude);
        const squared = 1 - (AIRY.b / AIRY.a) ** 2;
        const [sine, cosine, tangent] = [Math.sin(phi), Math.cos(phi), Math.tan(phi)];
        const nu = AIRY.a * GRID.scale / Math.sqrt(1 - squared * sine ** 2);
        const rho = nu * (1 - squared) / (1 - squared * sine ** 2);
        const eta = nu / rho - 1;
        const far = lambda - GRID.longitude;
        const north = meridian(phi) + GRID.north + nu / 2 * sine * cosine * far ** 2
            + nu / 24 * sine * cosine ** 3 * (5 - tangent ** 2 + 9 * eta) * far ** 4;
        const east = GRID.east + nu * cosine * far + nu / 6 * cosine ** 3 * (nu / rho - tangent ** 2) * far ** 3
            + nu / 120 * cosine ** 5 * (5 - 18 * tangent ** 2 + tangent ** 4 + 14 * eta) * far ** 5;
        return [east, north];
    }

    // ---- shapes ------------------------------------------------------------------------------------------------------
    const projected = new WeakMap(); // geometry -> its lines on the plane, once

    function lists({ type, coordinates }) {
        return type === "Point" ? [[coordinates]] : [coordinates].flat({ MultiLineString: 1, Polygon: 1, MultiPolygon: 2 }[type] || 0);
    }

    function lines(geometry) {
        if (!projected.has(geometry)) {
            const found = lists(geometry).map((line) => line.map(grid));
            const [east, north] = [0, 1].map((axis) => found.flat().map((point) => point[axis]));
            found.box = [Math.min(...east), Math.min(...north), Math.max(...east), Math.max(...north)];
            projected.set(geometry, found);
        }
        return projected.get(geometry);
    }

    function features(data) {
        if (data.type === "FeatureCollection") {
            return data.features;
        }
        return data.type === "Feature" ? [data] : [{ properties: {}, geometry: data }];
    }

    // ---- what a style says of a feature at a zoom --------------------------------------------------------------------
    function between(kind, input, stops) {
        const after = stops.findIndex(([at]) => at > input);
        if (after <= 0) {
            return stops[after === 0 ? 0 : stops.length - 1][1]();
        }
        const [[low, from], [high, to]] = [stops[after - 1], stops[after]];
        const base = kind[0] === "exponential" ? kind[1] : 1;
        const part = base === 1 ? (input - low) / (high - low) : (base ** (input - low) - 1) / (base ** (high - low) - 1);
        return from() + (to() - from()) * part;
    }

    function read(said, feature, zoom) {
        if (!Array.isArray(said)) {
            return said;
        }
        const [name, ...rest] = said;
        const of = (part) => read(part, feature, zoom);
        if (name === "interpolate") {
            const stops = [];
            for (let at = 2; at < rest.length; at += 2) {
                stops.push([rest[at], () => of(rest[at + 1])]);
            }
            return between(rest[0], of(rest[1]), stops);
        }
        if (name === "match") {
            const found = of(rest[0]);
            for (let at = 1; at + 1 < rest.length; at += 2) {
                if ([].concat(rest[at]).includes(found)) {
                    return of(rest[at + 1]);
                }
            }
            return of(rest[rest.length - 1]);
        }
        switch (name) {
            case "get": return feature.properties[rest[0]];
            case "literal": return rest[0];
            case "zoom": return zoom;
            case "==": return of(rest[0]) === of(rest[1]);
            case "in": return of(rest[1]).includes(of(rest[0]));
            case "coalesce": return rest.map(of).find((each) => each !== undefined && each !== null);
            default: return said; // a list: dashes, fonts
        }
    }

    // ---- from a figure to what is drawn, from the ground up ----------------------------------------------------------
    function ofFigure(layer) {
        const [line, circle, symbol] = [layer.line || {}, layer.circle || {}, layer.symbol || {}];
        return {
            type: layer.type,
            below: layer.below,
            data: layer.source,
            certain: true, // a number gives way to nothing
            paint: {
                "line-color": layer.color, "line-width": line.width, "line-dasharray": line.dash,
                "circle-color": layer.color, "circle-radius": circle.radius, "fill-color": layer.color,
                "text-color": (symbol.textfont || {}).color, "fill-opacity": layer.opacity,
            },
            layout: { "text-field": symbol.text, "text-size": (symbol.textfont || {}).size, "text-font": ["Bold"] },
        };
    }

    function order(figure) {
        const map = figure.layout.map;
        const over = [
            ...figure.data.filter((trace) => trace.type === "choroplethmap").map((trace) => ({ type: "cells", below: trace.below, trace })),
            ...(map.layers || []).filter((layer) => layer.visible !== false).map(ofFigure),
        ];
        const ground = map.style.layers;
        const placed = ground.flatMap((layer) => [...over.filter((each) => each.below === layer.id), layer]);
        return [...placed, ...over.filter((each) => !placed.includes(each))];
    }

    function addresses(figure) {
        const sources = Object.values(figure.layout.map.style.sources).map((source) => source.data);
        return [...sources, ...figure.data.map((trace) => trace.geojson)].filter((data) => typeof data === "string");
    }

    const fetched = new Map(); // address -> GeoJSON; addresses name their content

    function fetchOnce(address) {
        const held = (window.PlotlyGeoAssets || {})[address];
        if (held && typeof held === "object") {
            return Promise.resolve(held); // plotly has fetched it for the map that WebGL draws
        }
        if (!fetched.has(address)) {
            const asked = fetch(address).then((answer) => {
                if (!answer.ok) {
                    throw new Error(address + " answered " + answer.status);
                }
                return answer.json();
            });
            asked.catch(() => fetched.delete(address));
            fetched.set(address, asked);
        }
        return fetched.get(address);
    }

    // Everything that a figure draws from, by address: to be waited for before `draw`.
    function load(figure) {
        const wanted = addresses(figure);
        return Promise.all(wanted.map(fetchOnce)).then((found) => new Map(wanted.map((address, at) => [address, found[at]])));
    }

    function colour(trace, count) {
        const share = count / trace.zmax;
        const steps = trace.colorscale.filter(([at]) => at <= share);
        return steps.length ? steps[steps.length - 1][1] : "none";
    }

    // ---- views -------------------------------------------------------------------------------------------------------
    // The closest view of `bounds` (degrees) in a picture of this size; metres: of one pixel.
    function fit(bounds, width, height, padding) {
        const [west, south, east, north] = bounds;
        const corners = [[west, south], [west, north], [east, south], [east, north]].map(grid);
        const [x, y] = [0, 1].map((axis) => corners.map((corner) => corner[axis]));
        const [left, right, low, high] = [Math.min(...x), Math.max(...x), Math.min(...y), Math.max(...y)];
        const metres = Math.max((right - left) / (width - 2 * padding), (high - low) / (height - 2 * padding));
        return { east: (left + right) / 2, north: (low + high) / 2, metres, width, height };
    }

    // `closer`: how much more than a map of this scale a small picture is to show, in steps of zoom.
    function zoomOf(view) {
        return Math.log2(EARTH_M * Math.cos(LATITUDE * RADIAN) / (TILE_PX * view.metres)) + (view.closer || 0);
    }

    function pixel(view, [east, north]) {
        return [view.width / 2 + (east - view.east) / view.metres, view.height / 2 - (north - view.north) / view.metres];
    }

    function seen(view, box) {
        const [x, y] = [view.width / 2 * view.metres, view.height / 2 * view.metres];
        return box[0] <= view.east + x && box[2] >= view.east - x && box[1] <= view.north + y && box[3] >= view.north - y;
    }

    // ---- drawing -----------------------------------------------------------------------------------------------------
    function make(name, attributes, ...children) {
        const made = document.createElementNS(SVG, name);
        Object.entries(attributes).forEach(([key, text]) => text !== undefined && made.setAttribute(key, text));
        made.append(...children);
        return made;
    }

    function trail(view, geometry, close) {
        return lines(geometry).map((line) => "M" + line.map((point) => pixel(view, point).map((each) => each.toFixed(1)).join(" ")).join("L")
            + (close ? "Z" : "")).join("");
    }

    function cells(trace, geometry, view) {
        const shapes = new Map(features(geometry).map((feature) => [feature.id || feature.properties.id, feature.geometry]));
        const group = make("g", { class: "plane-cells", "fill-opacity": trace.marker.opacity, stroke: trace.marker.line.color,
            "stroke-width": trace.marker.line.width });
        trace.locations.forEach((cell, at) => {
            const shape = shapes.get(cell);
            if (shape && seen(view, lines(shape).box)) {
                const fill = trace.z[at] > 0 ? colour(trace, trace.z[at]) : "transparent";
                group.append(make("path", { d: trail(view, shape, true), fill, "data-cell": cell, "data-at": at,
                    "data-count": trace.z[at] }));
            }
        });
        return group;
    }

    // One path for what looks the same: thousands of elements would be slow.
    function alike(group, found, view, look, close) {
        const paths = new Map();
        found.forEach((feature) => {
            const attributes = look(feature);
            const key = JSON.stringify(attributes);
            paths.set(key, (paths.get(key) || "") + trail(view, feature.geometry, close));
        });
        paths.forEach((d, key) => group.append(make("path", { ...JSON.parse(key), d })));
        return group;
    }

    function shapes(layer, found, view, zoom) {
        const said = (name, feature) => read((layer.paint || {})[name], feature, zoom);
        const group = make("g", { class: "plane-" + (layer.id || layer.type) });
        if (layer.type === "fill") {
            return alike(group, found, view, (feature) => ({ fill: said("fill-color", feature), "fill-opacity": said("fill-opacity", feature) }), true);
        }
        if (layer.type === "line") {
            const cap = (layer.layout || {})["line-cap"];
            return alike(group, found, view, (feature) => {
                const width = said("line-width", feature);
                const dash = (said("line-dasharray", feature) || []).map((part) => part * width);
                return { fill: "none", stroke: said("line-color", feature), "stroke-width": width, "stroke-opacity": said("line-opacity", feature),
                    "stroke-dasharray": dash.length && dash[1] ? dash.join(" ") : undefined, "stroke-linejoin": "round", "stroke-linecap": cap };
            }, false);
        }
        found.forEach((feature) => {
            const [cx, cy] = pixel(view, lines(feature.geometry)[0][0]);
            group.append(make("circle", { cx, cy, r: said("circle-radius", feature), fill: said("circle-color", feature) }));
        });
        return group;
    }

    // ---- words -------------------------------------------------------------------------------------------------------
    const pen = document.createElement("canvas").getContext("2d");

    function broken(text, font, most) {
        pen.font = font;
        const rows = [];
        text.split(" ").forEach((word) => {
            const last = rows.length ? rows[rows.length - 1] + " " + word : null;
            if (last !== null && pen.measureText(last).width <= most) {
                rows[rows.length - 1] = last;
            } else {
                rows.push(word);
            }
        });
        return { rows, width: Math.max(...rows.map((row) => pen.measureText(row).width)) };
    }

    // Where along a line as wide a word has room, and how it is turned; null where the line is short or bends.
    function along(line, view, width) {
        const points = line.map((point) => pixel(view, point));
        const steps = points.slice(1).map((point, at) => Math.hypot(point[0] - points[at][0], point[1] - points[at][1]));
        const whole = steps.reduce((sum, step) => sum + step, 0);
        const at = (far) => {
            let left = far;
            const step = Math.max(steps.findIndex((each) => (left -= each) <= 0), 0);
            const part = steps[step] ? 1 + left / steps[step] : 0;
            return [0, 1].map((axis) => points[step][axis] + (points[step + 1][axis] - points[step][axis]) * part);
        };
        if (whole < width + 8) {
            return null;
        }
        const [from, to] = [at((whole - width) / 2), at((whole + width) / 2)].sort((one, other) => one[0] - other[0]);
        if (Math.hypot(to[0] - from[0], to[1] - from[1]) < 0.95 * width) {
            return null;
        }
        return { middle: [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2], turn: Math.atan2(to[1] - from[1], to[0] - from[0]) };
    }

    function places(layer, feature, view, size, width, rows) {
        const tall = rows * size * 1.2;
        if (layer.layout["symbol-placement"] === "line") {
            const longest = lines(feature.geometry).reduce((one, other) => (other.length > one.length ? other : one));
            const found = along(longest, view, width);
            return found ? [{ ...found, wide: Math.abs(width * Math.cos(found.turn)) + tall, tall: Math.abs(width * Math.sin(found.turn)) + tall }] : [];
        }
        const [x, y] = pixel(view, lines(feature.geometry)[0][0]);
        const aside = (layer.layout["text-radial-offset"] || 0) * size + tall / 2;
        const steps = { center: 0, top: aside, bottom: -aside };
        return (layer.layout["text-variable-anchor"] || ["center"]).map((anchor) => ({ middle: [x, y + steps[anchor]], turn: 0, wide: width, tall }));
    }

    // Half a name says nothing.
    function inside(view, { middle: [x, y], wide, tall }) {
        return x * 2 >= wide && (view.width - x) * 2 >= wide && y * 2 >= tall && (view.height - y) * 2 >= tall;
    }

    function words(layer, found, view, zoom, taken) {
        const group = make("g", { class: "plane-words", "text-anchor": "middle", fill: layer.paint["text-color"], "aria-hidden": "true",
            ...(layer.paint["text-halo-width"] ? { stroke: layer.paint["text-halo-color"], "stroke-width": HALO_PX * 2, "stroke-linejoin": "round", "paint-order": "stroke" } : {}) });
        const bold = (layer.layout["text-font"] || [])[0] === "Bold";
        const said = new Set();
        found.forEach((feature) => {
            const text = String(read(layer.layout["text-field"], feature, zoom) || "").replace(/\{(\w+)\}/g, (_, name) => feature.properties[name]);
            const size = read(layer.layout["text-size"], feature, zoom);
            const most = layer.certain || layer.layout["symbol-placement"] ? Infinity : (layer.layout["text-max-width"] || 10) * size;
            const { rows, width } = broken(text, (bold ? "700 " : "400 ") + size + "px Inter, sans-serif", most);
            const free = (place) => layer.certain || (inside(view, place) && taken.every((other) => Math.abs(place.middle[0] - other.middle[0]) * 2 > place.wide + other.wide
                || Math.abs(place.middle[1] - other.middle[1]) * 2 > place.tall + other.tall));
            const place = text && !(layer.layout["symbol-placement"] && said.has(text)) && places(layer, feature, view, size, width, rows.length).find(free);
            if (!place) {
                return;
            }
            said.add(text);
            taken.push(place);
            const [x, y] = place.middle;
            const lifted = y - (rows.length - 1) * size * 0.6 + size * 0.35;
            const spans = rows.map((row, at) => make("tspan", { x: x.toFixed(1), y: (lifted + at * size * 1.2).toFixed(1) }, row));
            group.append(make("text", { "font-size": size, "font-weight": bold ? 700 : 400,
                transform: place.turn ? `rotate(${(place.turn / RADIAN).toFixed(1)} ${x.toFixed(1)} ${y.toFixed(1)})` : undefined }, ...spans));
        });
        return group;
    }

    // Discs and their numbers moved as far as no two lie on each other, and none is cut by the edge.
    function apart(found, view, wide) {
        const points = found.map((feature) => pixel(view, lines(feature.geometry)[0][0]));
        return window.aimDiscs.apart(points, wide, view).map(([x, y], at) => {
            const there = [view.east + (x - view.width / 2) * view.metres, view.north - (y - view.height / 2) * view.metres];
            const geometry = { type: "Point" };
            projected.set(geometry, [[there]]);
            return { ...found[at], geometry };
        });
    }

    // The picture of `figure` at `view`, from what `load` brought.
    function draw(figure, loaded, view) {
        const [zoom, taken] = [zoomOf(view), []];
        const sources = figure.layout.map.style.sources;
        const items = order(figure).filter((layer) => (layer.layout || {}).visibility !== "none" && (layer.minzoom || 0) <= zoom);
        const drawn = new Map();
        const discs = items.find((layer) => layer.certain && layer.type === "circle");
        const wide = discs ? 2 * discs.paint["circle-radius"] + GAP_PX : 0;
        const round = discs ? apart(features(discs.data).filter((each) => seen(view, lines(each.geometry).box)), view, wide) : [];
        // A name on a disc would hide a part of it, or lose its own end.
        round.forEach((disc) => taken.push({ middle: pixel(view, lines(disc.geometry)[0][0]), wide: wide + 2 * HALO_PX, tall: wide + 2 * HALO_PX }));
        // Words from the last to the first, as MapLibre does: what is last wins the place.
        [...items].reverse().forEach((layer) => {
            if (layer.type === "cells") {
                drawn.set(layer, cells(layer.trace, loaded.get(layer.trace.geojson), view));
            } else if (layer.type === "background") {
                drawn.set(layer, make("rect", { width: view.width, height: view.height, fill: layer.paint["background-color"] }));
            } else {
                const data = layer.data || sources[layer.source].data;
                const found = features(typeof data === "string" ? loaded.get(data) : data).filter((feature) => seen(view, lines(feature.geometry).box)
                    && (!layer.filter || read(layer.filter, feature, zoom)));
                const numbered = discs && layer.certain && ["circle", "symbol"].includes(layer.type);
                const put = numbered ? apart(found, view, wide) : found;
                drawn.set(layer, layer.type === "symbol" ? words(layer, put, view, zoom, taken) : shapes(layer, put, view, zoom));
            }
        });
        return make("svg", { viewBox: `0 0 ${view.width} ${view.height}`, width: view.width, height: view.height, "aria-hidden": "true" },
            ...items.map((layer) => drawn.get(layer)));
    }

    window.dash_clientside = Object.assign({}, window.dash_clientside, { aim_plane: { load, draw, fit, grid, pixel } });
})();
