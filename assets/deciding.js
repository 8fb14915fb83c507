/* What is pressed and typed in the form of a decision. Its fields: deciding-fields.js; what is sent: deciding-sending.js;
   what is drawn: deciding-shown.js; what is asked before one is ended: deciding-undoing.js. */
(function () {
    "use strict";
    const { chosen, choose, count, fold, keep, lay, mend, note, unfold } = window.aimFields;
    const { save } = window.aimSending;
    const { expect, leave } = window.aimShown;
    const { ask } = window.aimUndoing;
    let stood = null;  // the place of the row that had focus last

    function frameOf(element) {
        const frame = element.closest && element.closest(".deciding");
        return frame ? frame.id : null;
    }

    function act(event) {
        const button = event.target.closest && event.target.closest("[data-acts]");
        if (!button) {
            return;
        }
        const what = button.dataset.acts;
        const form = button.closest("form.deciding-form");
        if (what === "end" || what === "withdraw") {
            ask(frameOf(button) || button.dataset.identity, what, button);
        } else if (what === "change") {
            unfold(form);
        } else if (what === "fold") {
            fold(form);
        } else if (what === "note") {
            note(form).focus();
        } else if (what === "save") {
            save(frameOf(form), form);
        } else if (what === "keep") {
            leave(frameOf(form), form);
        }
    }

    // Keys of a form hold in the form, in the drawer around it, and on the row that has just opened it: also while that
    // row is made anew and focus is nowhere.
    function where(target) {
        const row = target.closest("a.place[data-place]");
        const place = row ? row.dataset.place : target === document.body ? stood : null;
        if (!place) {
            return target.closest(".drawer, .deciding");
        }
        const form = document.querySelector(".drawer form.deciding-form");
        const its = new URLSearchParams(window.location.search).get("place") === place;
        return !its ? null : form && form.dataset.key === place ? form.closest(".drawer") : document.body;
    }

    function press(event) {
        if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey || !event.target.closest) {
            return;
        }
        const drawer = where(event.target);
        const form = drawer && drawer !== document.body && drawer.querySelector("form.deciding-form");
        const writes = event.target.matches("textarea, select, input:not([type=radio])");
        const number = writes || event.key.length > 1 ? -1 : "1234".indexOf(event.key);
        if (!form) {
            expect(drawer && number >= 0 ? number : null);
            return;
        }
        if (number >= 0) {
            event.preventDefault();
            choose(form, form.querySelectorAll("input[type=radio]")[number]);
        } else if (form.contains(event.target) && event.key === "Escape" && form.dataset.open) {
            event.preventDefault();
            fold(form);
        } else if (form.contains(event.target) && event.key === "Enter" && !event.target.matches("button, a")) {
            event.preventDefault();
            if (form.dataset.told) {
                form.querySelector("[data-acts=save]").focus();
            } else if (form.dataset.open && chosen(form)) {
                save(frameOf(form), form);
            } else {
                unfold(form);
            }
        }
    }

    function typed(event) {
        const form = event.target.closest && event.target.closest("form.deciding-form");
        if (!form) {
            return;
        }
        if (event.target.type === "radio") {
            form.dataset.open = "true";
            lay(form, true);
        } else if (event.target.name === "agency") {
            lay(form, false);
        } else if (event.target.name === "note") {
            count(form);
        }
        mend(form);
        keep(form);
    }

    document.addEventListener("focusin", (event) => {
        const row = event.target.closest("a.place[data-place]");
        stood = row ? row.dataset.place : null;
    });
    document.addEventListener("keydown", press, true);
    document.addEventListener("click", act);
    document.addEventListener("input", typed);
    document.addEventListener("submit", (event) => {
        if (event.target.matches("form.deciding-form")) {
            event.preventDefault();
            if (!event.target.dataset.told) {
                save(frameOf(event.target), event.target);
            }
        }
    });
})();
