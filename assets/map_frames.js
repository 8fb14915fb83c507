/* How often the map is drawn. A change of the page reaches it in parts: colours at once, outlines and numbers when the
   map's worker has cut them into tiles, each part a drawing of the whole town. Here they wait for each other, and what
   would draw the same picture once more does not. Asked by assets/map.js and assets/map_marks.js. */
(function () {
    "use strict";
    const LONGEST_MS = 1500; // the worker is busy: then what there is

    function isSized(map) {
        const canvas = map.getCanvas(), frame = map.getContainer(), ratio = map.getPixelRatio();
        return canvas.width === Math.floor(ratio * frame.clientWidth) && canvas.height === Math.floor(ratio * frame.clientHeight)
            && canvas.style.width === frame.clientWidth + "px" && canvas.style.height === frame.clientHeight + "px";
    }

    /* A new map comes in ten parts, a drawing each: it is seen when all that it asked for is there. */
    function begin(map) {
        const draw = map.painter.render.bind(map.painter);
        let [early, owed] = [true, false];
        setTimeout(() => {
            early = false;
            if (owed) {
                map.triggerRepaint();
            }
        }, LONGEST_MS);
        map.painter.render = (...given) => {
            owed = early && !map.loaded();
            if (!owed) {
                return draw(...given);
            }
            // What the worker cuts is thrown away while the painter knows no style, which its first drawing would tell it.
            [map.painter.style] = given;
        };
    }

    function calm(map) {
        if (map.aimCalm) {
            return;
        }
        map.aimCalm = true;
        begin(map);
        const [render, resize] = [map._render.bind(map), map.resize.bind(map)];
        // plotly asks for it at every change; the map would begin anew with an empty picture.
        map.resize = (...given) => (isSized(map) ? map : resize(...given));
        map._render = (...given) => (map.aimWaits && !map.isMoving() ? map : render(...given));
        map.on("resize", () => release(map));
        // Names that do not fade in stand where they belong at once: nothing is left for a second drawing.
        map.on("render", () => { map._placementDirty = map._placementDirty && map._fadeDuration > 0; });
    }

    function release(map) {
        if (map.aimWaits) {
            map.off("sourcedata", map.aimWaits.look);
            clearTimeout(map.aimWaits.timer);
            map.aimWaits = null;
            map.triggerRepaint();
        }
    }

    /* Draws nothing until the source `id`, which has been given other content, is on the map again. */
    function wait(map, id) {
        release(map);
        // "metadata" comes first, when the tiles are still those of the content before.
        const look = (event) => event.sourceId === id && event.sourceDataType !== "metadata"
            && (!map.getSource(id) || map.isSourceLoaded(id)) && release(map);
        map.aimWaits = { look, timer: setTimeout(() => release(map), LONGEST_MS) };
        map.on("sourcedata", look);
    }

    window.aimFrames = { calm, wait };
})();
