/* What a callback cannot do for the Method page: an address with #words leads to that part, once the page is filled. */
(function () {
    "use strict";
    let arrived = false;

    function arrive() {
        if (arrived) {
            return;
        }
        arrived = true;
        // React paints after this runs.
        window.requestAnimationFrame(() => window.requestAnimationFrame(() => {
            const part = window.location.hash && document.getElementById(window.location.hash.slice(1));
            if (part) {
                part.scrollIntoView();
            }
        }));
    }

    window.dash_clientside = Object.assign({}, window.dash_clientside, { aim_method: { arrive } });
})();
