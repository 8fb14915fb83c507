/* The form of a decision as it is drawn (aim/pages/deciding_form.py), and what an answer makes of it. What somebody types
   stays until they save or leave it, whatever else happens on the page. */
(function () {
    "use strict";
    const { choose, forget, isKept, keep, lay, refill } = window.aimFields;
    const { answered, look } = window.aimSending;
    const shown = {};  // by frame: the form that it was last given
    const abouts = {};  // by frame: what that was about
    let left = null;  // the frame that is to be drawn anew, and then to have focus
    let unfolded = false;  // whether what earlier meetings promised is open: it is made anew with the list
    let ended = false;  // one of them was ended: focus goes back there
    let early = null;  // a kind that was pressed in the drawer before its form had come: which, and where

    function part(identity, name) {
        return document.getElementById(identity + "-" + name);
    }

    function formIn(identity) {
        return part(identity, "drawn").querySelector(".deciding-form");
    }

    function say(identity, words) {
        part(identity, "status").textContent = words;
    }

    function draw(identity, content) {
        window.dash_clientside.aim_plain.draw(content, identity + "-drawn");
        const form = formIn(identity);
        if (form && form.tagName === "FORM") {
            lay(form, false);
        }
        return form;
    }

    function show(content, identity) {
        const said = JSON.stringify(content);
        const before = formIn(identity);
        const about = content && content.attributes["data-about"];
        if (said === shown[identity]) {
            return;
        }
        // The page was asked anew while somebody types: what they see and type stays until they save or leave it.
        if (before && before.dataset.about === about && before.dataset.open && isKept(about)) {
            return;
        }
        shown[identity] = said;
        if (abouts[identity] !== about) {
            say(identity, "");
        }
        abouts[identity] = about;
        const form = draw(identity, content || []);
        if (form && form.tagName === "FORM") {
            refill(form);
        }
        lead(identity);
        if (early && form && form.tagName === "FORM" && early.at === window.location.search) {
            choose(form, form.querySelectorAll("input[type=radio]")[early.number]);
        }
        early = null;
    }

    // The kind with a number, pressed before its form is here: it is chosen as soon as that comes. Null: none is.
    function expect(number) {
        early = number === null ? null : { number, at: window.location.search };
    }

    // The promises are made anew with every answer: they stay open, and whoever ended one stays there.
    function settle() {
        // React paints after this runs.
        window.requestAnimationFrame(() => window.requestAnimationFrame(() => {
            const promises = document.querySelector(".promises");
            if (promises) {
                promises.open = unfolded;
            }
            if (ended) {
                ended = false;
                (promises ? promises.querySelector("summary") : document.querySelector(".list-tab")).focus();
            }
        }));
    }

    // Where the reader was, or what became of what they did.
    function lead(identity) {
        if (left === identity) {
            left = null;
            part(identity, "status").focus({ preventScroll: true });
        }
    }

    function first(form) {
        const told = form.querySelector(".deciding-told");
        const wrong = Array.from(form.querySelectorAll("[aria-invalid]")).find((each) => each.checkVisibility());
        return told || wrong;
    }

    function answer(told, identity) {
        const who = answered(told, identity);
        if (!who) {
            return;
        }
        const dialog = who.closest("dialog");
        const here = formIn(identity);
        const elsewhere = !dialog && (!here || here.dataset.about !== who.dataset.about);
        if (told.form && elsewhere) {
            return; // another place is shown by now: what was typed waits as a draft where it belongs
        }
        if (told.form) {
            shown[identity] = null;
            const form = draw(identity, told.form);
            keep(form);
            const goal = first(form);
            if (goal) {
                goal.focus({ preventScroll: true });
                (goal.closest(".field") || goal).scrollIntoView({ block: "nearest" });
            }
        } else if (told.saved) {
            forget(who.dataset.about);
            say(identity, told.saved);
            if (who.dataset.promise) {
                ended = true;
            } else {
                shown[identity] = null;
                left = identity;
            }
            if (dialog) {
                dialog.close("saved");
            }
        }
    }

    // Theirs stands: what was typed here is let go, and the page shows what is.
    function leave(identity, form) {
        forget(form.dataset.about);
        shown[identity] = null;
        left = identity;
        say(identity, "Theirs stands.");
        look(identity);
    }

    document.addEventListener("toggle", (event) => {
        if (event.target.matches(".promises")) {
            unfolded = event.target.open;
        }
    }, true);
    window.aimShown = { expect, leave };
    window.dash_clientside = Object.assign({}, window.dash_clientside, { aim_deciding: { show, answer, settle } });
})();
