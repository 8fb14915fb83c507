/* Another month changes the colours of the hexagons and nothing else, so only colours are drawn again.

plotly hands the map all shapes anew at every change, and the map cuts them into tiles and uploads them again. Here the
shapes stay where they are, and a change sets the state of those cells that have another colour. Where the shapes do
change (another picture), plotly's own way is taken. Asked by assets/map.js after every drawing. */
(function () {
    "use strict";
    const SOURCE = "source-cells"; // plotly's names for the trace of layers/hexes.py, by its uid
    const FILL = "plotly-trace-layer-cells-fill";
    const NONE = "rgba(0,0,0,0)";
    const LINE = "plotly-trace-layer-cells-line";
    // What plotly writes at every change and what is ours instead.
    const OURS = { [FILL]: ["fill-color"], [LINE]: ["line-width"] };
    const COLOUR = ["coalesce", ["feature-state", "fc"], NONE];

    function colours(data) {
        return data.features.map((feature) => feature.properties.fc || NONE);
    }

    function sameShapes(a, b) {
        return a.length === b.length && a.every((feature, at) => feature.geometry === b[at].geometry);
    }

    function paint(map, shown, wanted) {
        wanted.forEach((colour, id) => {
            if (shown[id] !== colour) {
                map.setFeatureState({ source: SOURCE, id }, { fc: colour });
                shown[id] = colour;
            }
        });
    }

    /* The source again with a number for each cell, which states need, and under the layers that it has. */
    function numbered(map, data) {
        const all = map.getStyle().layers;
        const mine = all.filter((layer) => layer.source === SOURCE);
        const above = all[all.indexOf(mine[mine.length - 1]) + 1];
        mine.forEach((layer) => map.removeLayer(layer.id));
        map.removeSource(SOURCE);
        map.addSource(SOURCE, { type: "geojson", data, generateId: true });
        const line = mine.find((layer) => layer.id === LINE);
        // A hexagon's edge is part of its area: as a layer of lines it would take as long again to draw.
        const paints = {
            [FILL]: { "fill-color": COLOUR, "fill-outline-color": line && line.paint["line-color"] },
            [LINE]: { "line-width": 0 },
        };
        mine.forEach((layer) => {
            map.addLayer(Object.assign({}, layer, { paint: Object.assign({}, layer.paint, paints[layer.id]) }), above && above.id);
        });
        return map.getSource(SOURCE);
    }

    function takeOver(map, data) {
        const source = numbered(map, data);
        const whole = source.setData.bind(source);
        let features = data.features, shown = [];
        paint(map, shown, colours(data));
        source.setData = (next) => {
            if (!sameShapes(features, next.features)) {
                features = next.features;
                shown = [];
                map.removeFeatureState({ source: SOURCE });
                whole(next);
            }
            paint(map, shown, colours(next));
            map.triggerRepaint(); // which plotly waits for, also where no colour is another
            return source;
        };
        source.aimKept = true;
    }

    /* Whether plotly has put its hexagons on the map: before that there is nothing to take over. */
    function drawn(map) {
        return Boolean(map.getSource(SOURCE) && map.getLayer(FILL));
    }

    function keep(map) {
        if (!map.aimPaints) {
            const set = map.setPaintProperty.bind(map);
            // plotly writes its own rule for the colour at every change; ours stays.
            map.setPaintProperty = (layer, name, value, options) => {
                const source = map.getSource(SOURCE);
                const ours = (OURS[layer] || []).includes(name) && source && source.aimKept;
                return ours ? map : set(layer, name, value, options);
            };
            map.aimPaints = true;
        }
        const source = map.getSource(SOURCE);
        const data = source && !source.aimKept && source.serialize().data;
        if (data && data.features && data.features.length) {
            takeOver(map, data);
        }
    }

    window.aimCells = { drawn, keep };
})();
