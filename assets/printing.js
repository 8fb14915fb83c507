/* Maps on paper. WebGL leaves its canvas empty when a page is printed: for that time a copy of what the map shows stands
   in its place (assets/95-print.css), as near as the town fills it, with its own scale. Paper is light: what was drawn
   for the dark keeps its colours, with its legend, and both are turned over together. */
(function () {
    "use strict";
    const AROUND_PX = 26; // numbers and hexagons that reach over the outlines
    const DARK = "[data-mantine-color-scheme='dark']";
    const DRAWN = ".map-figure, .panes, .season-graph";

    // What of the map is to be seen: all of it once somebody has moved it, else the town.
    function part(plot, canvas, dots) {
        const whole = { x: 0, y: 0, width: canvas.width, height: canvas.height };
        const bounds = plot.layout && plot.layout.meta && plot.layout.meta.bounds;
        if (!bounds || plot.aimMoved) {
            return whole;
        }
        const [west, south, east, north] = bounds;
        const corners = [plot.aimMap.project([west, north]), plot.aimMap.project([east, south])];
        const x = Math.max(0, (corners[0].x - AROUND_PX) * dots), y = Math.max(0, (corners[0].y - AROUND_PX) * dots);
        const right = Math.min(canvas.width, (corners[1].x + AROUND_PX) * dots);
        const bottom = Math.min(canvas.height, (corners[1].y + AROUND_PX) * dots);
        return right > x && bottom > y ? { x, y, width: right - x, height: bottom - y } : whole;
    }

    // The bar of the screen, drawn into the copy: one beside it would not grow with it.
    function drawScale(pen, bar, dots, height) {
        const wide = bar.offsetWidth * dots, left = 4 * dots, foot = height - 6 * dots, colours = getComputedStyle(bar);
        pen.strokeStyle = pen.fillStyle = colours.color;
        pen.lineWidth = 2 * dots;
        pen.beginPath();
        pen.moveTo(left, foot - 7 * dots);
        pen.lineTo(left, foot);
        pen.lineTo(left + wide, foot);
        pen.lineTo(left + wide, foot - 7 * dots);
        pen.stroke();
        pen.font = `600 ${13 * dots}px ${colours.fontFamily}`;
        pen.textAlign = "center";
        pen.fillText(bar.textContent, left + wide / 2, foot - 5 * dots);
    }

    function copy(plot) {
        const canvas = plot.aimMap.getCanvas(), dots = canvas.width / (canvas.clientWidth || canvas.width);
        plot.aimMap.redraw(); // in this very task: after it the pixels are gone
        const { x, y, width, height } = part(plot, canvas, dots);
        const printed = document.createElement("canvas");
        Object.assign(printed, { width, height, className: "printed-map" });
        const pen = printed.getContext("2d");
        pen.drawImage(canvas, x, y, width, height, 0, 0, width, height);
        if (plot.aimScale) {
            drawScale(pen, plot.aimScale, dots, printed.height);
        }
        plot.append(printed);
    }

    // Of the colours of the palette (assets/00-palette.css).
    function names() {
        const rules = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules]);
        const palette = rules.find((rule) => rule.selectorText === ":root" && rule.style.getPropertyValue("--aim-paper"));
        return palette ? [...palette.style].filter((name) => name.startsWith("--aim-")) : [];
    }

    window.addEventListener("beforeprint", () => {
        document.querySelectorAll(".js-plotly-plot").forEach((plot) => plot.aimMap && plot.clientWidth && copy(plot));
        const root = document.documentElement, colours = getComputedStyle(root); // still those of the screen
        root.classList.toggle("was-dark", root.matches(DARK));
        document.querySelectorAll(".was-dark :is(" + DRAWN + ")").forEach((drawn) => {
            names().forEach((name) => drawn.style.setProperty(name, colours.getPropertyValue(name)));
        });
    });
    window.addEventListener("afterprint", () => {
        document.querySelectorAll(".printed-map").forEach((printed) => printed.remove());
        document.querySelectorAll(".was-dark :is(" + DRAWN + ")").forEach((drawn) => {
            names().forEach((name) => drawn.style.removeProperty(name));
        });
        document.documentElement.classList.remove("was-dark");
    });
})();
