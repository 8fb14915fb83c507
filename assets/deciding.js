/* The form of a decision (aim/pages/deciding_form.py): shows the fields of the chosen kind, keeps what is typed until it
   is saved, whatever else happens on the page, and asks before something is ended. What is sent is checked by the server
   alone: nothing here decides what may be written. */
(function () {
    "use strict";
    const PATIENCE_MS = 30000;
    const DIALOG = "deciding-dialog";
    const drafts = {};  // by what they are about: what was typed and not saved
    const shown = {};  // by frame: the form that it was last given
    const abouts = {};  // by frame: what that was about
    let beat = 0;
    let waiting = null;  // what was sent and is not answered: its beat, who asked, and the clock that gives up
    let left = null;  // the frame that is to be drawn anew, and then to have focus
    let stood = null;  // the place of the row that had focus last
    let unfolded = false;  // whether what earlier meetings promised is open: it is made anew with the list
    let ended = false;  // one of them was ended: focus goes back there
    let early = null;  // a kind that was pressed in the drawer before its form had come: which, and where

    function part(identity, name) {
        return document.getElementById(identity + "-" + name);
    }

    function formIn(identity) {
        return part(identity, "drawn").querySelector(".deciding-form");
    }

    function frameOf(element) {
        const frame = element.closest && element.closest(".deciding");
        return frame ? frame.id : null;
    }

    function say(identity, words) {
        part(identity, "status").textContent = words;
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

    function count(form) {
        const note = form.elements.note;
        const line = form.querySelector("[data-counts]");
        const most = Number(note.dataset.most);
        const length = Array.from(note.value.trim()).length;
        line.textContent = length > most ? length - most + " more than " + most + "." : length + " of " + most + ".";
        line.classList.toggle("is-over", length > most);
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
    }

    // ---- drawing ------------------------------------------------------------------------------------------------------
    function begin(form) {
        if (form.tagName !== "FORM") {
            return;
        }
        lay(form, false);
    }

    function draw(identity, content) {
        window.dash_clientside.aim_plain.draw(content, identity + "-drawn");
        const form = formIn(identity);
        if (form) {
            begin(form);
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
        if (before && before.dataset.about === about && before.dataset.open && drafts[about]) {
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

    // ---- sending ------------------------------------------------------------------------------------------------------
    function busy(element, on) {
        element.setAttribute("aria-busy", String(on));
        element.querySelectorAll("button").forEach((button) => {
            button.disabled = on;
        });
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
        waiting = turn;
        busy(who, true);
        window.dash_clientside.set_props(identity + "-sent", { data: Object.assign({ beat }, message) });
    }

    function done(turn, words) {
        window.clearTimeout(turn.clock);
        if (waiting === turn) {
            waiting = null;
        }
        busy(turn.who, false);
        alarm(turn.who, words);
    }

    function save(form) {
        const identity = frameOf(form);
        const { month, key, picture, replaces, about } = form.dataset;
        if (!chosen(form)) {
            form.querySelector("input[type=radio]").focus();
            return;
        }
        keep(form);
        alarm(form, "");
        send(identity, form, { act: "save", about, month, key, picture, replaces, kind: chosen(form), values: values(form, false) });
    }

    function answer(told, identity) {
        const turn = waiting;
        if (!told || !turn || turn.identity !== identity || turn.beat !== told.beat) {
            return;
        }
        const dialog = turn.who.closest("dialog");
        done(turn, told.alert);
        const here = formIn(identity);
        const elsewhere = !dialog && (!here || here.dataset.about !== turn.who.dataset.about);
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
            delete drafts[turn.who.dataset.about];
            say(identity, told.saved);
            if (turn.who.dataset.promise) {
                ended = true;
            } else {
                shown[identity] = null;
                left = identity;
            }
            if (dialog) {
                dialog.close();
            }
        }
    }

    // ---- ending and taking back ---------------------------------------------------------------------------------------
    const ASKED = {
        end: ["End it?", "What came of it", "End it", "Leave it running"],
        withdraw: ["Take it back?", "Why it is taken back", "Take it back", "Keep it"],
    };

    function make(tag, properties, ...children) {
        const element = Object.assign(document.createElement(tag), properties);
        element.append(...children);
        return element;
    }

    function ask(identity, act, button) {
        const [title, label, yes, no] = ASKED[act];
        const note = make("textarea", { id: DIALOG + "-note", rows: 2 });
        note.setAttribute("aria-describedby", DIALOG + "-hint");
        const form = make("form", { method: "dialog", noValidate: true },
            make("h2", { id: DIALOG + "-title" }, title),
            make("p", { className: "sentence" }, button.dataset.says),
            make("label", { htmlFor: note.id }, label),
            note,
            make("p", { id: DIALOG + "-hint", className: "field-hint" },
                "Up to 140 characters, or none. About the place, never a person."),
            make("p", { className: "deciding-alert" }),
            make("div", { className: "dialog-buttons" },
                make("button", { type: "button", className: "button" }, no),
                make("button", { type: "submit", className: "button button--strong" }, yes)));
        form.dataset.promise = button.closest(".deciding") ? "" : "true";
        const dialog = make("dialog", { className: "dialog deciding-dialog" }, form);
        dialog.setAttribute("aria-labelledby", DIALOG + "-title");
        form.querySelector(".deciding-alert").setAttribute("role", "alert");
        form.querySelector("button[type=button]").addEventListener("click", () => dialog.close());
        form.addEventListener("submit", (event) => {
            event.preventDefault();
            alarm(form, "");
            send(identity, form, { act, decision: button.dataset.decision, note: note.value });
        });
        note.addEventListener("keydown", (event) => {
            if (event.key === "Enter") {
                event.preventDefault();
                form.requestSubmit();
            }
        });
        dialog.addEventListener("close", () => {
            dialog.remove();
            if (button.isConnected && left === null && !ended) {
                button.focus();
            }
        });
        document.body.append(dialog);
        dialog.showModal();
        note.focus();
    }

    // ---- what is pressed ----------------------------------------------------------------------------------------------
    function unfold(form) {
        form.dataset.open = "true";
        alarm(form, "");
        lay(form, true);
        const goal = Array.from(form.querySelectorAll(".field")).find((field) => !field.hidden && !form.elements[field.dataset.field].value);
        (goal ? form.elements[goal.dataset.field] : form.querySelector("[type=submit]")).focus();
    }

    function fold(form) {
        form.dataset.open = "";
        if (drafts[form.dataset.about]) {
            keep(form);
        }
        lay(form, false);
        if (drafts[form.dataset.about]) {
            alarm(form, "Not saved. What was typed is kept while this page stays open.");
        }
        (form.querySelector("[data-acts=change]") || form.querySelector("input[type=radio]:checked")).focus();
    }

    function choose(form, radio) {
        radio.checked = true;
        unfold(form);
        keep(form);
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
        } else if (what === "save") {
            save(form);
        } else if (what === "keep") {
            leave(form);
        }
    }

    // Theirs stands: what was typed here is let go, and the page shows what is.
    function leave(form) {
        const identity = frameOf(form);
        delete drafts[form.dataset.about];
        shown[identity] = null;
        left = identity;
        say(identity, "Theirs stands.");
        window.dash_clientside.set_props(identity + "-saved", { data: "kept " + (beat += 1) });
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
            early = drawer && number >= 0 ? { number, at: window.location.search } : null;
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
                save(form);
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
        keep(form);
    }

    document.addEventListener("focusin", (event) => {
        const row = event.target.closest("a.place[data-place]");
        stood = row ? row.dataset.place : null;
    });
    document.addEventListener("toggle", (event) => {
        if (event.target.matches(".promises")) {
            unfolded = event.target.open;
        }
    }, true);
    document.addEventListener("keydown", press, true);
    document.addEventListener("click", act);
    document.addEventListener("input", typed);
    document.addEventListener("submit", (event) => {
        if (event.target.matches("form.deciding-form")) {
            event.preventDefault();
            if (!event.target.dataset.told) {
                save(event.target);
            }
        }
    });
    window.dash_clientside = Object.assign({}, window.dash_clientside, { aim_deciding: { show, answer, settle } });
})();
