/* The fields of a decision's form: those of the chosen kind, what is typed until it is saved, and whether they are open.
   The form itself is drawn by assets/deciding-shown.js; what may be written is checked by the server alone. */
(function () {
    "use strict";
    const KEPT = "aim-drafts";
    const UNSAVED = "Not saved. What was typed is kept until this tab is closed.";
    const drafts = read();  // by what they are about: what was typed and not saved

    // Whoever leaves the page by a slip, or loads it anew, finds it there again.
    function read() {
        try {
            return JSON.parse(window.sessionStorage.getItem(KEPT)) || {};
        } catch {
            return {};
        }
    }

    function write() {
        try {
            window.sessionStorage.setItem(KEPT, JSON.stringify(drafts));
        } catch {
            // Without storage it is kept while the page stays open.
        }
    }

    function alarm(form, words) {
        const line = form.querySelector(".deciding-alert");
        if (line) {
            line.textContent = words;
        }
    }

    // ---- the fields of a kind -----------------------------------------------------------------------------------------
    function chosen(form) {
        const radio = form.querySelector("input[type=radio]:checked");
        return radio ? radio.value : "";
    }

    function among(list, value) {
        return (list || "").split("|").includes(value);
    }

    // Only what belongs to the kind, or to the agency, can be picked. Options that are hidden could still be typed.
    function narrow(select, value) {
        if (!select.aimOptions) {
            select.aimOptions = Array.from(select.options);
        }
        const held = select.value;
        const offered = select.aimOptions.filter((each) => !each.dataset.of || among(each.dataset.of, value));
        select.replaceChildren(...offered);
        select.value = offered.some((each) => each.value === held) ? held : "";
        const named = offered.filter((each) => each.value);
        if (select.name === "owner" && named.length === 1) {
            select.value = named[0].value;
        }
    }

    // A day that nobody typed follows the kind.
    function propose(input, kind) {
        const days = (input.dataset.proposed || "").split("|").map((each) => each.split("="));
        const untouched = !input.value || days.some((day) => day[1] === input.value);
        if (untouched) {
            const day = days.find((each) => each[0] === kind);
            input.value = day ? day[1] : "";
        }
    }

    function note(form) {
        form.classList.add("has-note");
        return form.elements.note;
    }

    function count(form) {
        const field = form.elements.note;
        const line = form.querySelector("[data-counts]");
        const most = Number(field.dataset.most);
        const length = Array.from(field.value.trim()).length;
        line.textContent = length > most ? length - most + " more than " + most + "." : length + " of " + most + ".";
        line.classList.toggle("is-over", length > most);
        if (length) {
            note(form); // a wall shows it only where there is one, or where it is asked for
        }
    }

    function lay(form, fresh) {
        const kind = chosen(form);
        const open = Boolean(form.dataset.open) && Boolean(kind);
        form.classList.toggle("is-open", open);
        form.querySelectorAll(".field").forEach((field) => {
            const its = open && among(field.dataset.kinds, kind);
            field.hidden = !its;
            field.querySelector(".field-optional").hidden = among(field.dataset.needed, kind);
        });
        narrow(form.elements.reason, kind);
        narrow(form.elements.owner, form.elements.agency.value);
        if (fresh) {
            form.querySelectorAll("input[type=date]").forEach((input) => propose(input, kind));
        }
        count(form);
        mend(form);
    }

    // ---- what is wrong ------------------------------------------------------------------------------------------------
    // A fault goes when its field holds something else than what was refused: whether that is right the server says.
    function mend(form) {
        form.querySelectorAll(".field").forEach((field) => {
            const control = form.elements[field.dataset.field];
            const fault = field.querySelector(".field-fault");
            if (!fault) {
                return;
            }
            if (control.aimRefused === undefined) {
                control.aimRefused = control.value;
            } else if (control.value !== control.aimRefused) {
                const others = control.getAttribute("aria-describedby").split(" ").filter((each) => each !== fault.id);
                control.setAttribute("aria-describedby", others.join(" "));
                control.removeAttribute("aria-invalid");
                fault.remove();
            }
        });
        const left = Array.from(form.querySelectorAll(".field:not([hidden]) .field-fault"));
        form.querySelector(".deciding-faults").textContent = left.map((each) => each.textContent).join(" ");
    }

    // ---- what is typed is kept ----------------------------------------------------------------------------------------
    function values(form, all) {
        const kind = chosen(form);
        const held = {};
        form.querySelectorAll(".field").forEach((field) => {
            if (all || among(field.dataset.kinds, kind)) {
                held[field.dataset.field] = form.elements[field.dataset.field].value;
            }
        });
        return held;
    }

    function keep(form) {
        const { about, open, replaces } = form.dataset;
        drafts[about] = { kind: chosen(form), open, replaces, values: values(form, true) };
        write();
    }

    function refill(form) {
        const draft = drafts[form.dataset.about];
        const radio = draft && Array.from(form.querySelectorAll("input[type=radio]")).find((each) => each.value === draft.kind);
        if (!draft) {
            return;
        }
        if (radio) {
            radio.checked = true;
        }
        form.dataset.open = draft.open;
        form.dataset.replaces = draft.replaces;  // what stood there when it was begun: whoever decided since is told of
        // The agency first: who owns it follows.
        lay(form, false);
        form.elements.agency.value = draft.values.agency;
        lay(form, false);
        Object.entries(draft.values).forEach(([name, value]) => {
            form.elements[name].value = value;
        });
        count(form);
        if (!draft.open) {
            alarm(form, UNSAVED);
        }
    }

    function isKept(about) {
        return Boolean(drafts[about]);
    }

    function forget(about) {
        delete drafts[about];
        write();
    }

    // ---- open and folded ------------------------------------------------------------------------------------------------
    function unfold(form) {
        form.dataset.open = "true";
        alarm(form, "");
        lay(form, true);
        const fields = Array.from(form.querySelectorAll(".field")).map((field) => form.elements[field.dataset.field]);
        const goal = fields.find((each) => each.checkVisibility() && !each.value); // a wall shows no note
        (goal || form.querySelector("[type=submit]")).focus();
    }

    function fold(form) {
        if (form.getAttribute("aria-busy") === "true") {
            return; // it is being written: what comes of it is said in it
        }
        form.dataset.open = "";
        if (isKept(form.dataset.about)) {
            keep(form);
        }
        lay(form, false);
        if (isKept(form.dataset.about)) {
            alarm(form, UNSAVED);
        }
        (form.querySelector("[data-acts=change]") || form.querySelector("input[type=radio]:checked")).focus();
    }

    function choose(form, radio) {
        radio.checked = true;
        unfold(form);
        keep(form);
    }

    window.aimFields = { alarm, chosen, choose, count, fold, forget, isKept, keep, lay, mend, note, refill, unfold, values };
})();
