/* What is sent of a decision, and who waits for the answer. One thing at a time: whoever presses twice sends once. */
(function () {
    "use strict";
    const PATIENCE_MS = 30000;
    const QUIET_MS = 1000; // what is written at once needs no word
    const { alarm, chosen, keep, values } = window.aimFields;
    let beat = 0;
    let waiting = null;  // what was sent and is not answered: its beat, who asked, and the clock that gives up

    function busy(element, on) {
        element.setAttribute("aria-busy", String(on));
        element.querySelectorAll("button").forEach((button) => {
            button.disabled = on;
        });
    }

    function done(turn, words) {
        window.clearTimeout(turn.clock);
        window.clearTimeout(turn.word);
        if (waiting === turn) {
            waiting = null;
        }
        busy(turn.who, false);
        alarm(turn.who, words);
    }

    function send(identity, who, message) {
        if (waiting) {
            return;
        }
        beat += 1;
        const turn = { beat, identity, who };
        turn.clock = window.setTimeout(() => {
            done(turn, "AIM does not answer: nothing says whether this was written. Look whether it runs, then try again.");
        }, PATIENCE_MS);
        turn.word = window.setTimeout(() => alarm(who, "Saving…"), QUIET_MS);
        waiting = turn;
        busy(who, true);
        window.dash_clientside.set_props(identity + "-sent", { data: Object.assign({ beat }, message) });
    }

    function save(identity, form) {
        const { month, key, picture, replaces, about } = form.dataset;
        if (!chosen(form)) {
            form.querySelector("input[type=radio]").focus();
            return;
        }
        keep(form);
        alarm(form, "");
        send(identity, form, { act: "save", about, month, key, picture, replaces, kind: chosen(form), values: values(form, false) });
    }

    // Who waits for what was told, and waits no longer; null where nobody does.
    function answered(told, identity) {
        const turn = waiting;
        if (!told || !turn || turn.identity !== identity || turn.beat !== told.beat) {
            return null;
        }
        done(turn, told.alert);
        return turn.who;
    }

    // Nothing is sent, and the page asks anew what stands.
    function look(identity) {
        beat += 1;
        window.dash_clientside.set_props(identity + "-saved", { data: "kept " + beat });
    }

    window.aimSending = { answered, look, save, send };
})();
