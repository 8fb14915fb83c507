/* Present: what keys do, and the whole screen. Every step is an address (assets/address.js follows its links); a decision
   is entered and sent by assets/deciding.js. */
(function () {
    "use strict";
    const PATH = "/present";
    const DECISION = "present-decision";
    const NARROW = "(max-width: 700px)";
    const PATIENT_FRAMES = 600; // for what is being saved, and for a step that was asked for
    const FORWARD = ["ArrowRight", "PageDown"]; // a presenter's clicker sends pages
    const BACK = ["ArrowLeft", "PageUp"];
    const KINDS = "1234";
    const CLOSING = "Closing…";
    const PATIENCE_MS = 60000; // a meeting that is closed is worked out once more
    const SILENT = "AIM does not answer: nothing says whether the meeting was closed. Look whether it runs, then try again.";
    let step = null; // the one that is shown
    let awaited = null; // the one that was asked for since
    let keys = []; // pressed before what they are about was there
    let saved = false; // whether something was being saved while they waited
    let closing = null; // what was asked of the button that closes: its words, and the clock that gives up
    const { tick, restart } = window.aimClock;

    function part(id) {
        return document.getElementById(id);
    }

    function page() {
        return part("present");
    }

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
    const COVERS = ["present-blank", "present-keys", "present-confirm"];

    function cover(id, focused) {
        COVERS.forEach((each) => { part(each).hidden = each !== id; });
        if (focused) {
            part(id).querySelector(focused).focus();
        }
    }

    function covered() {
        return COVERS.map(part).find((each) => !each.hidden);
    }

    function uncover() {
        cover(null);
    }

    function follow(id) {
        const link = part(id);
        if (link) {
            link.click();
        }
    }

    // ---- what a key does ------------------------------------------------------------------------------------------------
    function go(name) {
        const link = document.querySelector("#present [data-step=" + name + "]");
        if (link) {
            awaited = new URL(link.href).searchParams.get("step") || "0";
            link.click();
        }
    }

    function decide(key) {
        const form = document.querySelector("#" + DECISION + " form.deciding-form");
        if (form) {
            form.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
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
        r: restart,
        "?": () => cover("present-keys", "h2"),
        escape: leave,
    };

    function act(key) {
        if (FORWARD.includes(key)) {
            go("next");
        } else if (BACK.includes(key)) {
            go("previous");
        } else if (KINDS.includes(key)) {
            decide(key);
        } else {
            ACTS[key.toLowerCase()]();
        }
    }

    function means(key) {
        return FORWARD.includes(key) || BACK.includes(key) || KINDS.includes(key) || Boolean(ACTS[key.toLowerCase()]);
    }

    // ---- keys that come before what they are about -------------------------------------------------------------------------
    function saving() {
        return document.querySelector("#" + DECISION + " [aria-busy=true]");
    }

    function refused() {
        return document.querySelector("#" + DECISION + " :is(.deciding-told, [aria-invalid], .deciding-alert:not(:empty))");
    }

    // On the way into the page, on the way to another step, and while something is saved.
    function unready() {
        return !page() || page().classList.contains("is-waiting") || awaited !== null || Boolean(saving());
    }

    /* What was entered a moment ago is written first; where it is refused, the step stays to say why. Each step is shown
       before the next one is asked for, so that no key is lost or means another place on a busy machine. */
    function replay(frames) {
        saved = saved || Boolean(saving());
        const elsewhere = window.location.pathname !== PATH || (page() && page().classList.contains("is-cards"));
        if (elsewhere || (!saving() && saved && refused())) {
            keys = [];
        } else if (unready() && frames > 0) {
            window.requestAnimationFrame(() => replay(frames - 1));
            return;
        } else if (page()) {
            awaited = null;
            act(keys.shift());
        } else {
            keys = [];
        }
        saved = false;
        if (keys.length) {
            replay(PATIENT_FRAMES);
        }
    }

    function hold(event) {
        const target = event.target.closest ? event.target : document.body;
        const leads = FORWARD.includes(event.key) || BACK.includes(event.key);
        const ours = means(event.key) && event.key !== "Escape" && ((leads && saving()) || !types(target));
        const open = page() && (page().classList.contains("is-cards") || covered() || target.closest("dialog"));
        const now = open || !event.isTrusted || modified(event) || !(keys.length || unready());
        if (window.location.pathname !== PATH || !ours || now) {
            return;
        }
        event.preventDefault();
        event.stopPropagation();
        // What is typed after the choice of a kind is for its fields, and nothing else.
        if (!keys.some((key) => KINDS.includes(key))) {
            keys.push(event.key);
            if (keys.length === 1) {
                replay(PATIENT_FRAMES);
            }
        }
    }

    // ---- keys and clicks ------------------------------------------------------------------------------------------------
    function types(target) {
        return target.matches("textarea, select, input:not([type=radio])");
    }

    function modified(event) {
        return event.metaKey || event.ctrlKey || event.altKey;
    }

    function opened() {
        return document.querySelector("#" + DECISION + " form.deciding-form[data-open=true]");
    }

    function press(event) {
        const target = event.target.closest ? event.target : document.body;
        const elsewhere = !page() || page().classList.contains("is-cards") || target.closest("dialog");
        if (elsewhere || event.defaultPrevented || modified(event)) {
            return;
        }
        const over = covered();
        if (over) {
            // What is asked is answered by its buttons; anything else goes away at any key.
            if (event.key === "Escape" || (over.id !== "present-confirm" && !over.contains(target))) {
                uncover();
                event.preventDefault();
            }
        } else if (event.key === "Escape" && opened()) {
            window.aimFields.fold(opened()); // wherever focus is: what was begun is put away before the page is left
            event.preventDefault();
        } else if (types(target)) {
            if (event.key === "Escape") {
                target.blur();
                event.preventDefault();
            }
        } else if (means(event.key) && !(KINDS.includes(event.key) && target.closest("form.deciding-form"))) {
            act(event.key);
            event.preventDefault();
        }
        event.stopPropagation(); // the arrows and Escape of other pages
    }

    function click(event) {
        const target = event.target.closest ? event.target : document.body;
        if (target.closest("#present-help")) {
            cover("present-keys", "h2");
        } else if (target.closest("#present-close")) {
            cover("present-confirm", closing ? "h2" : "button");
        } else if (target.closest("#present-close-it") && !closing) {
            begin(part("present-close-it"));
        } else if (target.closest("#present-keys-close, #present-keep-open") || (page() && target.closest("#present-keys a, #present-blank"))) {
            uncover();
        }
    }

    // ---- closing --------------------------------------------------------------------------------------------------------
    /* The press itself has reached the page by now. Until it is answered, and then shown, another one does nothing. */
    function begin(button) {
        closing = { button, words: button.textContent, done: false, clock: window.setTimeout(giveUp, PATIENCE_MS) };
        button.textContent = CLOSING;
        button.disabled = true;
        button.setAttribute("aria-busy", "true");
        button.nextElementSibling.disabled = true; // it is too late for "Not yet"
        window.dash_clientside.set_props("present-close-said", { children: "" });
        part("present-confirm").querySelector("h2").focus();
    }

    function finish() {
        const { button, clock, words } = closing;
        closing = null;
        window.clearTimeout(clock);
        button.textContent = words;
        button.disabled = false;
        button.removeAttribute("aria-busy");
        button.nextElementSibling.disabled = false;
    }

    function giveUp() {
        const done = closing.done;
        finish();
        if (done) {
            uncover();
        } else {
            window.dash_clientside.set_props("present-close-said", { children: SILENT });
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

    // It is closed: the question stays until the read back says so.
    function afterClosing(closed) {
        if (closed && closing) {
            closing.done = true;
        }
    }

    // It is not: the words say why, and it can be asked once more.
    function afterRefusal(words) {
        if (words && closing) {
            finish();
        }
    }

    function afterShow(shown) {
        tick();
        const closed = closing && closing.done;
        if (closed) {
            finish();
            if (page()) {
                uncover();
            }
        }
        const before = step;
        step = shown && shown.step;
        const focused = document.activeElement;
        const free = !focused || focused === document.body || !focused.closest("#" + DECISION);
        // React paints after this runs. A reader hears the new step; keys are the page's again.
        window.requestAnimationFrame(() => window.requestAnimationFrame(() => {
            awaited = awaited === step ? null : awaited;
            const heading = document.querySelector("#present-stage h1");
            const other = before !== null && (closed || before !== step) && !window.matchMedia(NARROW).matches;
            if (other && heading && (free || !focused.isConnected)) {
                heading.focus({ preventScroll: true });
            }
        }));
    }

    document.addEventListener("click", enter, true);
    document.addEventListener("click", click);
    window.addEventListener("keydown", hold, true); // before assets/deciding.js and assets/address.js hear of it
    document.addEventListener("keydown", press, true);
    window.dash_clientside = Object.assign({}, window.dash_clientside, { aim_present: { watchForm, afterShow, afterClosing, afterRefusal } });
})();
