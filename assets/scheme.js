/* Light or dark before the first paint: what was chosen here before, else what the system asks for.
   Loaded in the head, with it where plotly.js is; the switch itself is Mantine's and keeps its choice under the same name. */
(function () {
    "use strict";
    let chosen = null;
    try {
        chosen = window.localStorage.getItem("mantine-color-scheme-value");
    } catch (error) {
        // Storage is off: the system's choice holds.
    }
    const dark = chosen === "dark" || (chosen !== "light" && window.matchMedia("(prefers-color-scheme: dark)").matches);
    document.documentElement.setAttribute("data-mantine-color-scheme", dark ? "dark" : "light");
    // Dash would name an address of plotly.js without a version (aim/pages/routes.py).
    const plotly = document.documentElement.dataset.plotly;
    Object.defineProperty(window, "_dashPlotlyJSURL", { get: () => plotly, set: () => undefined });
})();
