/* Focus stays where it is when what has it is made anew: React puts other elements in the place of those that an answer
   changes, and a key that is pressed then would mean nothing. Whatever has an id, or is the row of a place, is found
   again as soon as it stands there. */
(function () {
    "use strict";
    let held = null; // what had focus last

    function again(element) {
        const place = element.dataset.place;
        return element.id ? document.getElementById(element.id) : place && document.querySelector('a[data-place="' + place + '"]');
    }

    // Only where the page took focus away: whoever leaves it by mouse or goes elsewhere has left it.
    function keep() {
        if (!held || held.isConnected || document.activeElement !== document.body) {
            return;
        }
        const goal = again(held);
        if (goal) {
            goal.focus({ preventScroll: true });
        }
    }

    document.addEventListener("focusin", (event) => {
        held = event.target;
    });
    document.addEventListener("pointerdown", () => {
        held = null;
    }, true);
    new MutationObserver(keep).observe(document, { childList: true, subtree: true });
})();
