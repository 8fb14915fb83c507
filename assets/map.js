/* What only the browser knows about the map: its size on this screen. Asked by aim/pages/graph.py. */
(function () {
    "use strict";
    // Hexagons reach over the outlines; on a small map less room is left for that, so that the town stays large.
    const PADDING_PX = 20;
    const PADDING_SHARE = 0.06;
    const SCALES_M = [50, 100, 200, 500, 1000, 2000, 5000, 10000];
    const SCALE_MAX_PX = 140;
    const EARTH_M = 40075016.686; // round the equator
    const TILE_PX = 512; // the world at zoom 0
    const TRIES = 1200; // frames, 20 seconds

    function subplot(plot) {
        const part = plot && plot._fullLayout && plot._fullLayout.map && plot._fullLayout.map._subplot;
        return part && part.map ? part : null;
    }

    function wanted(plot) {
        return plot.layout && plot.layout.meta && plot.layout.meta.bounds;
    }

    function padding(part) {
        const frame = part.map.getContainer();
        return Math.min(PADDING_PX, PADDING_SHARE * Math.min(frame.clientWidth, frame.clientHeight));
    }

    function size(part) {
        const frame = part.map.getContainer();
        return frame.clientWidth + "x" + frame.clientHeight;
    }

    function fit(plot, part) {
        const [west, south, east, north] = wanted(plot);
        part.map.resize();
        part.map.fitBounds([[west, south], [east, north]], { padding: padding(part), animate: false });
        plot.aimMoved = false;
        plot.aimFit = { bounds: String(wanted(plot)), size: size(part), zoom: part.map.getZoom() };
    }

    // A bar of a round length in the corner of `host`, where a pixel is so many metres.
    function scale(host, metresPerPixel) {
        if (!host.aimScale) {
            host.aimScale = document.createElement("div");
            host.aimScale.className = "map-scale";
            host.appendChild(host.aimScale);
        }
        const metres = SCALES_M.filter((step) => step / metresPerPixel <= SCALE_MAX_PX).pop() || SCALES_M[0];
        host.aimScale.style.width = Math.round(metres / metresPerPixel) + "px";
        host.aimScale.textContent = metres >= 1000 ? metres / 1000 + " km" : metres + " m";
    }

    function drawScale(plot, map) {
        const latitude = map.getCenter().lat * Math.PI / 180;
        scale(plot, EARTH_M * Math.cos(latitude) / (TILE_PX * Math.pow(2, map.getZoom())));
    }

    function takeOver(plot, part) {
        const map = part.map;
        window.aimFrames.calm(map);
        plot.aimMap = map;
        plot.aimFit = null;
        // At every change plotly would turn the map back to the view the server guessed, or to one it remembers from
        // before the map had its size. Where the map looks is decided here and by the reader.
        map.setCenter = map.setZoom = () => map;
        map._fadeDuration = 0; // labels that fade in draw the whole map a dozen times more after each change
        // The table is the map's form for the keyboard; the map itself is one picture with a label.
        map.getCanvas().removeAttribute("tabindex");
        // Nor a region of its own: its frame says what it shows, and two maps of one name could not be told apart.
        map.getCanvas().removeAttribute("role");
        map.getCanvas().removeAttribute("aria-label");
        map.on("move", () => drawScale(plot, map));
        map.on("wheel", () => { plot.aimMoved = true; });
        map.on("moveend", (event) => { plot.aimMoved = plot.aimMoved || Boolean(event.originalEvent); });
        map.on("dblclick", () => fit(plot, part));
    }

    /* plotly measures its frame in the middle of a change of the page, when it may be another size for a moment. */
    function measureAgain(plot, part) {
        const frame = part.map.getContainer(), box = plot.getBoundingClientRect();
        if (Math.abs(frame.clientWidth - box.width) > 1 || Math.abs(frame.clientHeight - box.height) > 1) {
            window.requestAnimationFrame(() => plot.isConnected && window.Plotly.Plots.resize(plot));
        }
    }

    function afterPlot(plot) {
        const part = subplot(plot);
        if (!part || !wanted(plot)) {
            return;
        }
        if (plot.aimMap !== part.map) {
            takeOver(plot, part);
        }
        // A view somebody chose stays until another area is asked for. plotly gives the map its new size only after the
        // frame has changed, and then plots again.
        const sameArea = plot.aimFit && plot.aimFit.bounds === String(wanted(plot));
        if (!sameArea || (!plot.aimMoved && plot.aimFit.size !== size(part))) {
            fit(plot, part);
        } else {
            plot.aimFit.size = size(part);
        }
        if (window.aimCells.drawn(part.map)) {
            window.aimCells.keep(part.map);
            window.aimMarks.keep(part);
        }
        drawScale(plot, part.map);
        measureAgain(plot, part);
    }

    function find(id) {
        const frame = document.getElementById(id);
        const plot = frame && frame.querySelector(".js-plotly-plot");
        return plot && plot.on ? plot : null;
    }

    function adopt(id, tries) {
        const plot = find(id);
        if (plot && !plot.aimAdopted) {
            plot.aimAdopted = true;
            plot.on("plotly_afterplot", () => afterPlot(plot));
        }
        const part = subplot(plot);
        if (part) {
            window.aimFrames.calm(part.map);
        }
        if (part && wanted(plot) && window.aimCells.drawn(part.map)) {
            afterPlot(plot);
        } else if (tries > 0) {
            // The page, plotly itself or its hexagons may still be on their way.
            window.requestAnimationFrame(() => adopt(id, tries - 1));
        }
    }

    function ready(figure, id) {
        const plain = window.dash_clientside.aim_plain_map;
        if (plain.needed()) {
            plain.show(figure, id);
        } else {
            adopt(id, TRIES);
        }
        window.dash_clientside.aim_inset.show(figure, id);
        return "true";
    }

    window.dash_clientside = Object.assign({}, window.dash_clientside, { aim_map: { ready, scale } });
})();
