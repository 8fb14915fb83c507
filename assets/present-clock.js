/* The clock of a meeting: the time, and how many of its ninety minutes are left; used by assets/present.js. */
(function () {
    "use strict";
    const MEETING_MIN = 90;
    const FORGOTTEN_MIN = 240; // a meeting that began so long ago is another one
    const STARTED = "aim-present-started";
    let started = null; // where the browser keeps nothing

    function remember(value) {
        started = value;
        try {
            window.sessionStorage.setItem(STARTED, String(value));
        } catch (error) {
            // Storage is off: a reload begins anew.
        }
    }

    function begun() {
        let kept = null;
        try {
            kept = Number(window.sessionStorage.getItem(STARTED)) || null;
        } catch (error) {
            kept = started;
        }
        const old = kept === null || Date.now() - kept > FORGOTTEN_MIN * 60000;
        if (old) {
            remember(Date.now());
            return started;
        }
        return kept;
    }

    function left() {
        const minutes = MEETING_MIN - Math.floor((Date.now() - begun()) / 60000);
        return minutes >= 0 ? minutes + " min left" : -minutes + " min over";
    }

    function tick() {
        const time = document.getElementById("present-time"), rest = document.getElementById("present-left");
        if (!time) {
            return;
        }
        time.textContent = new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
        rest.textContent = left();
        rest.classList.toggle("is-over", rest.textContent.endsWith("over"));
    }

    function restart() {
        remember(Date.now());
        tick();
    }

    window.setInterval(tick, 5000);
    window.aimClock = { tick, restart };
})();
