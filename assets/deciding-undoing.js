/* What is asked before a decision is ended or taken back: what came of it, in a few words. */
(function () {
    "use strict";
    const { alarm } = window.aimFields;
    const { send } = window.aimSending;
    const make = (...parts) => window.aimElements.make(...parts); // read later than this file
    const DIALOG = "deciding-dialog";
    const ASKED = {
        end: ["End it?", "What came of it", "End it", "Leave it running"],
        withdraw: ["Take it back?", "Why it is taken back", "Take it back", "Keep it"],
    };

    function button(type, words) {
        return Object.assign(make("button", type === "submit" ? "button button--strong" : "button", words), { type });
    }

    function form(title, says, label, yes, no) {
        const note = Object.assign(make("textarea", ""), { id: DIALOG + "-note", rows: 2 });
        note.setAttribute("aria-describedby", DIALOG + "-hint");
        const hint = make("p", "field-hint", "Up to 140 characters, or none. About the place, never a person.");
        const alert = make("p", "deciding-alert");
        alert.setAttribute("role", "alert");
        const made = make("form", "",
            Object.assign(make("h2", "", title), { id: DIALOG + "-title" }),
            make("p", "sentence", says),
            Object.assign(make("label", "", label), { htmlFor: note.id }),
            note,
            Object.assign(hint, { id: DIALOG + "-hint" }),
            alert,
            make("div", "dialog-buttons", button("button", no), button("submit", yes)));
        return Object.assign(made, { method: "dialog", noValidate: true });
    }

    function ask(identity, act, asker) {
        const [title, label, yes, no] = ASKED[act];
        const asked = form(title, asker.dataset.says, label, yes, no);
        const note = asked.querySelector("textarea");
        const dialog = make("dialog", "dialog deciding-dialog", asked);
        asked.dataset.promise = asker.closest(".deciding") ? "" : "true";
        dialog.setAttribute("aria-labelledby", DIALOG + "-title");
        asked.querySelector("button[type=button]").addEventListener("click", () => dialog.close());
        asked.addEventListener("submit", (event) => {
            event.preventDefault();
            alarm(asked, "");
            send(identity, asked, { act, decision: asker.dataset.decision, note: note.value });
        });
        note.addEventListener("keydown", (event) => {
            if (event.key === "Enter") {
                event.preventDefault();
                asked.requestSubmit();
            }
        });
        dialog.addEventListener("close", () => {
            dialog.remove();
            if (dialog.returnValue !== "saved" && asker.isConnected) {
                asker.focus();
            }
        });
        document.body.append(dialog);
        dialog.showModal();
        note.focus();
    }

    window.aimUndoing = { ask };
})();
