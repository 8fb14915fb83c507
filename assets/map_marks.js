/* What is drawn over the hexagons (outlines, discs, numbers; layout.map.layers of layers/figure.py) as one source.

plotly removes and makes anew each layer that changes, with a source each: at every filter change four times the way to
the map's worker and back, and as many drawings of the whole map. Here they share one source, whose content is replaced
in one go, and the layers stay. Asked by assets/map.js after every drawing. */
(function () {
    "use strict";
    const SOURCE = "aim-marks";
    const GAP_PX = 2; // between two discs
    const NUMBER_FONT = ["Bold", "Inter"]; // as layers/basemap.py names its own

    function name(at) {
        return SOURCE + "-" + at;
    }

    // Where the discs and their numbers stand at this zoom, so that no two lie on each other; null where there are none.
    function spots(map, wanted) {
        const discs = wanted.find((each) => each.type === "circle" && each.visible);
        if (!discs) {
            return null;
        }
        const points = discs.source.features.map((each) => map.project(each.geometry.coordinates));
        const wide = 2 * discs.circle.radius + GAP_PX;
        return window.aimDiscs.apart(points.map(({ x, y }) => [x, y]), wide).map((to, at) => {
            const stays = to[0] === points[at].x && to[1] === points[at].y;
            return stays ? discs.source.features[at].geometry.coordinates : map.unproject(to).toArray();
        });
    }

    function features(options, at, places) {
        const own = { mark: at };
        const source = options.source;
        if (!options.visible) {
            return [];
        }
        if (source.type === "FeatureCollection") {
            return source.features.map((each, which) => Object.assign({}, each, {
                properties: Object.assign({}, each.properties, own),
                geometry: places ? { type: "Point", coordinates: places[which] } : each.geometry,
            }));
        }
        return [{ type: "Feature", properties: own, geometry: { type: source.type, coordinates: source.coordinates } }];
    }

    function layer(options, at) {
        const made = { id: name(at), source: SOURCE, type: options.type, filter: ["==", ["get", "mark"], at] };
        if (options.type === "line") {
            made.paint = {
                "line-color": options.color,
                "line-width": options.line.width,
                "line-dasharray": Array.from(options.line.dash),
            };
        } else if (options.type === "circle") {
            made.paint = { "circle-color": options.color, "circle-radius": options.circle.radius };
        } else {
            const font = options.symbol.textfont;
            // A number that gave way to its neighbour would leave a disc without a meaning.
            made.layout = {
                "text-field": options.symbol.text,
                "text-size": font.size,
                "text-font": NUMBER_FONT,
                "text-allow-overlap": true,
            };
            made.paint = { "text-color": font.color };
        }
        return made;
    }

    function draw(map, wanted) {
        const places = spots(map, wanted);
        const data = { type: "FeatureCollection", features: wanted.flatMap((each, at) => features(each, at, places)) };
        const content = JSON.stringify(data);
        const source = map.getSource(SOURCE);
        if (!source) {
            map.addSource(SOURCE, { type: "geojson", data });
        } else if (map.aimMarks !== content) {
            source.setData(data);
            window.aimFrames.wait(map, SOURCE);
        }
        // plotly says how a layer looks only while it is to be seen.
        wanted.forEach((options, at) => {
            if (options.visible && !map.getLayer(name(at))) {
                map.addLayer(layer(options, at), options.below);
            }
        });
        map.aimMarks = content;
        map.aimWanted = wanted;
    }

    // Discs that lie on each other in the whole town stand apart in a street, and the other way round.
    function follow(map) {
        if (!map.aimWanted) {
            map.on("zoomend", () => map.getSource(SOURCE) && draw(map, map.aimWanted));
        }
    }

    /* plotly's own layers give way; what they are told from now on is drawn here, when the last of them is told. */
    function keep(part) {
        const layers = part.layerList;
        if (layers.length === 0 || layers[0].aimTold) {
            return;
        }
        const told = part.gd._fullLayout.map.layers.slice();
        layers.forEach((each, at) => {
            each.dispose();
            each.aimTold = true;
            each.update = (options) => {
                told[at] = options;
                if (at === layers.length - 1) {
                    draw(part.map, told);
                }
            };
        });
        follow(part.map);
        draw(part.map, told);
    }

    window.aimMarks = { keep };
})();
