/* Present: what keys do, the clock, and the whole screen. Every step is an address (assets/address.js follows its links);
   a decision is entered and sent by assets/deciding.js. */
(function () {
    "use strict";
    const MEETING_MIN = 90;
    const FORGOTTEN_MIN = 240; // a meeting that began so long ago is another one
    const STARTED = "aim-present-started";
    const DECISION = "present-decision";
    const NARROW = "(max-width: 700px)";
    const PATIENT_FRAMES = 600; // for what is being saved
    const FORWARD = ["ArrowRight", "PageDown"]; // a presenter's clicker sends pages
    const BACK = ["ArrowLeft", "PageUp"];
    let step = null; // the one that is shown
    let awaited = false; // whether another was asked for since
    let started = null; // where the browser keeps nothing

    function part(id) {
        return document.getElementById(id);
    }

    function page() {
        return part("present");
    }

    // ---- the clock ----------------------------------------------------------------------------------------------------
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
        const [time, rest] = [part("present-time"), part("present-left")];
        if (!time) {
            return;
        }
        time.textContent = new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
        rest.textContent = left();
        rest.classList.toggle("is-over", rest.textContent.endsWith("over"));
    }

    // ---- the whole screen ---------------------------------------------------------------------------------------------
    function enter(event) {
        const target = event.target.closest ? event.target : document.body;
        if (target.closest("#present-open") && document.documentElement.requestFullscreen && window.innerWidth > 700) {
            // Nobody needs it: where the browser does not let it be, the page fills the window.
            document.documentElement.requestFullscreen().then(
                () => navigator.keyboard && navigator.keyboard.lock && navigator.keyboard.lock(["Escape"]),
            ).catch(() => {});
        }
    }

    // ---- what lies over the step ----------------------------------------------------------------------------------------
    function toggle(id, on) {
        part(id).hidden = !on;
    }

    const COVERS = ["present-blank", "present-keys", "present-confirm"];

    function cover(id, focused) {
        COVERS.forEach((each) => toggle(each, each === id));
        if (focused) {
            part(id).querySelector(focused).focus();
        }
    }

    function covered() {
        return COVERS.map(part).find((each) => !each.hidden);
    }

    function uncover() {
        COVERS.forEach((each) => toggle(each, false));
    }

    function follow(id) {
        const link = typeof id === "string" ? part(id) : id;
        if (link) {
            link.click();
        }
    }

    // ---- going on -----------------------------------------------------------------------------------------------------
    function saving() {
        return document.querySelector("#" + DECISION + " [aria-busy=true]");
    }

    function refused() {
        return document.querySelector("#" + DECISION + " :is(.deciding-told, [aria-invalid], .deciding-alert:not(:empty))");
    }

    /* What was entered a moment ago is written first; where it is refused, the step stays to say why. A step that was
       asked for is shown before the next one is asked for, so that no key is lost on a busy machine. */
    function go(name, frames, after) {
        const busy = saving();
        if ((busy || awaited) && frames > 0) {
            window.requestAnimationFrame(() => go(name, frames - 1, after || Boolean(busy)));
        } else if (!after || !refused()) {
            const link = document.querySelector("#present [data-step=" + name + "]");
            awaited = Boolean(link);
            follow(link);
        }
    }

    // ---- keys ---------------------------------------------------------------------------------------------------------
    function types(target) {
        return target.matches("textarea, select, input:not([type=radio])");
    }

    function decide(event) {
        const form = document.querySelector("#" + DECISION + " form.deciding-form");
        if (form && !form.contains(event.target)) {
            form.dispatchEvent(new KeyboardEvent("keydown", { key: event.key, bubbles: true, cancelable: true }));
        }
    }

    function leave() {
        const view = new URLSearchParams(window.location.search).get("view");
        follow(view ? "present-to-" + view : "present-leave");
    }

    const ACTS = {
        b: () => cover("present-blank"),
        c: () => follow("present-close"),
        m: () => follow("present-to-map"),
        t: () => follow("present-to-table"),
        r: () => { remember(Date.now()); tick(); },
        "?": () => cover("present-keys", "h2"),
        escape: leave,
    };

    function act(event) {
        const key = event.key.toLowerCase();
        if (FORWARD.includes(event.key)) {
            go("next", PATIENT_FRAMES);
        } else if (BACK.includes(event.key)) {
            go("previous", PATIENT_FRAMES);
        } else if ("1234".includes(key)) {
            decide(event);
        } else if (ACTS[key]) {
            ACTS[key]();
        } else {
            return false;
        }
        return true;
    }

    function press(event) {
        const target = event.target.closest ? event.target : document.body;
        const elsewhere = !page() || page().classList.contains("is-cards") || target.closest("dialog");
        if (elsewhere || event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey) {
            return;
        }
        const over = covered();
        if (over) {
            // What is asked is answered by its buttons; anything else goes away at any key.
            if (event.key === "Escape" || (over.id !== "present-confirm" && !over.contains(target))) {
                uncover();
                event.preventDefault();
            }
        } else if (types(target)) {
            if (event.key === "Escape") {
                target.blur();
                event.preventDefault();
            }
        } else if (event.key !== "Enter" && act(event)) {
            event.preventDefault();
        }
        event.stopPropagation(); // the arrows and Escape of other pages
    }

    function click(event) {
        const target = event.target.closest ? event.target : document.body;
        if (target.closest("#present-help")) {
            cover("present-keys", "h2");
        } else if (target.closest("#present-close")) {
            cover("present-confirm", "button");
        } else if (target.closest("#present-keys-close, #present-keep-open") || (page() && target.closest("#present-keys a, #present-blank"))) {
            uncover();
        }
    }

    // ---- asked by aim/pages/present.py ----------------------------------------------------------------------------------
    function watchForm(id) {
        const narrow = window.matchMedia(NARROW);
        const form = () => (narrow.matches ? "cards" : "screen");
        narrow.addEventListener("change", () => page() && window.dash_clientside.set_props("present-form", { data: form() }));
        tick();
        return form();
    }

    function afterClosing(closed) {
        if (closed && page()) {
            uncover();
        }
    }

    function afterShow(shown) {
        tick();
        const before = step;
        awaited = false;
        step = shown && shown.step;
        const focused = document.activeElement;
        const free = !focused || focused === document.body || !focused.closest("#" + DECISION);
        if (before !== null && before !== step && !window.matchMedia(NARROW).matches) {
            // React paints after this runs. A reader hears the new step; keys are the page's again.
            window.requestAnimationFrame(() => window.requestAnimationFrame(() => {
                const heading = document.querySelector("#present-stage h1");
                if (heading && (free || !focused.isConnected)) {
                    heading.focus({ preventScroll: true });
                }
            }));
        }
    }

    window.setInterval(tick, 5000);
    document.addEventListener("click", enter, true);
    document.addEventListener("click", click);
    document.addEventListener("keydown", press, true);
    window.dash_clientside = Object.assign({}, window.dash_clientside, { aim_present: { watchForm, afterShow, afterClosing } });
})();
