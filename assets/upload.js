/* Sending a file from the Data page, in pieces (aim/pages/upload.py). How far it has come is told by the server, to this
   tab as to every other; here stands only what the form itself must say. */
(function () {
    "use strict";
    const URL_OF = "/upload";
    const HEADERS = { "X-AIM-Upload": "1" };
    const MEGABYTE = 1000000;
    let shown = "";  // the form as it was last drawn
    let sending = null;  // the file that is on its way from this tab: its job, and the way to stop it

    function make(tag, properties, ...children) {
        const element = document.createElement(tag);
        Object.entries(properties).forEach(([name, value]) => {
            if (name in element) {
                element[name] = value;
            } else {
                element.setAttribute(name, value);
            }
        });
        element.append(...children);
        return element;
    }

    function part(name) {
        return document.getElementById("upload-" + name);
    }

    function say(words, wrong) {
        const line = part("words");
        if (line) {
            line.textContent = words;
            line.classList.toggle("is-wrong", Boolean(wrong));
        }
    }

    function size(file) {
        const [amount, unit] = file.size < 100000 ? [Math.ceil(file.size / 1000), "kB"] : [(file.size / MEGABYTE).toFixed(1), "MB"];
        return amount + "\u00a0" + unit;
    }

    function chosen() {
        const input = part("file");
        return input && input.files[0];
    }

    // What the chosen file is, and whether it may be sent at all.
    function look(form) {
        const file = chosen();
        const large = file && file.size > form.limit * MEGABYTE;
        part("name").textContent = file ? file.name + ", " + size(file) : "Choose a file, or drop it here";
        part("send").disabled = !file || large || Boolean(sending);
        if (large) {
            say(file.name + " is larger than " + form.limit + " MB, the most that is taken here. Load it with aim ingest FILE.", true);
        } else if (!sending) {
            say("");
        }
    }

    async function ask(path, options) {
        let answer;
        try {
            answer = await fetch(path, Object.assign({ headers: HEADERS }, options));
        } catch (error) {
            throw new Error("AIM does not answer. Nothing was changed: see that it still runs, then send the file again.");
        }
        const content = (answer.headers.get("Content-Type") || "").includes("json") ? await answer.json() : {};
        if (!answer.ok) {
            throw new Error(content.error || "The file was refused (" + answer.status + ").");
        }
        return content;
    }

    async function read(file, at, length) {
        try {
            return await file.slice(at, at + length).arrayBuffer();
        } catch (error) {
            throw new Error(file.name + " cannot be read any more: choose it again.");
        }
    }

    async function pieces(turn, file, length) {
        for (let at = 0; at < file.size && sending === turn; at += length) {
            const body = await read(file, at, length);
            await ask(URL_OF + "/" + turn.job + "?at=" + at, { method: "POST", body, signal: turn.stopped.signal });
            if (sending === turn) {
                say(Math.round(100 * Math.min(at + length, file.size) / file.size) + " % of " + file.name + " sent");
            }
        }
    }

    function asked(file) {
        const query = new URLSearchParams({ name: file.name, size: file.size });
        if (part("source").value) {
            query.set("source", part("source").value);
        }
        if (part("smaller").checked) {
            query.set("smaller", "1");
        }
        return URL_OF + "?" + query;
    }

    async function send(form) {
        const file = chosen();
        const path = asked(file);
        const turn = { job: null, stopped: new AbortController() };
        busy(turn);
        try {
            const begun = await ask(path, { method: "POST" });
            turn.job = begun.job;
            await pieces(turn, file, begun.piece);
        } catch (error) {
            forget(turn);
            if (sending === turn) {
                busy(null);
                look(form);
                say(error.message, true);
            }
            return;
        }
        if (sending === turn) {
            busy(null);
            part("choices").reset();
            look(form);
            say(file.name + " was sent. What becomes of it stands below.");
        } else {
            forget(turn);
        }
    }

    function busy(turn) {
        sending = turn;
        if (part("choices")) {
            const [shown, hidden] = turn ? [part("stop"), part("send")] : [part("send"), part("stop")];
            const held = document.activeElement === hidden;
            shown.hidden = false;
            hidden.hidden = true;
            part("fields").disabled = Boolean(turn);
            if (held) {
                (turn ? shown : part("file")).focus();
            }
        }
    }

    // The server lets go of what came so far. A page that is being left may still say so.
    function forget(turn) {
        if (turn && turn.job) {
            fetch(URL_OF + "/" + turn.job, { method: "DELETE", headers: HEADERS, keepalive: true }).catch(() => undefined);
        }
    }

    function stop(form) {
        const turn = sending;
        busy(null);
        forget(turn);
        turn.stopped.abort();
        look(form);
        say("Sending was stopped. Nothing was changed.");
    }

    function options(form) {
        const known = form.sources.map(([name, title]) => make("option", { value: name }, title));
        return [make("option", { value: "" }, "Known by its columns"), ...known];
    }

    function dropping(form, zone) {
        ["dragenter", "dragover", "dragleave", "drop"].forEach((kind) => zone.addEventListener(kind, (event) => {
            event.preventDefault();
            zone.classList.toggle("is-over", kind === "dragenter" || kind === "dragover");
        }));
        zone.addEventListener("drop", (event) => {
            const files = event.dataTransfer.files;
            if (sending || !files.length) {
                return;
            }
            part("file").files = files;
            look(form);
            if (files.length > 1) {
                say("One file at a time: pack several into one zip.", true);
                part("send").disabled = true;
            }
        });
    }

    function drawn(form) {
        const file = make("input", { type: "file", id: "upload-file", className: "unseen", accept: ".csv,.txt,.json,.zip" });
        const zone = make("label", { className: "upload-zone", htmlFor: "upload-file" },
            make("span", { className: "icon icon-up", "aria-hidden": "true" }), make("span", { id: "upload-name" }));
        const source = make("select", { id: "upload-source" }, ...options(form));
        const smaller = make("input", { type: "checkbox", id: "upload-smaller" });
        const fields = make("fieldset", { id: "upload-fields" },
            make("legend", { className: "unseen" }, "The file"), file, zone,
            make("label", { className: "upload-field" }, make("span", {}, "Source"), source),
            make("label", { className: "upload-check" }, smaller,
                make("span", {}, form.smaller)));
        const element = make("form", { id: "upload-choices" }, fields,
            make("button", { type: "submit", id: "upload-send", className: "button button--strong" }, "Send"),
            make("button", { type: "button", id: "upload-stop", className: "button", hidden: true }, "Stop sending"),
            make("p", { id: "upload-words", role: "status", className: "upload-words" }),
            make("p", { className: "aside" }, "CSV, JSON or a zip of them, up to " + form.limit +
                " MB. The file is read in memory and not kept."));
        dropping(form, zone);
        file.addEventListener("change", () => look(form));
        element.querySelector("#upload-stop").addEventListener("click", () => stop(form));
        element.addEventListener("submit", (event) => {
            event.preventDefault();
            send(form);
        });
        return element;
    }

    function draw(form, id) {
        const frame = document.getElementById(id);
        if (!form || !frame || sending || (shown === JSON.stringify(form) && frame.firstChild)) {
            return;
        }
        shown = JSON.stringify(form);
        frame.replaceChildren(make("h2", {}, "Send a file"), drawn(form));
        look(form);
    }

    // A file that is on its way comes from this page only: leaving it is asked about, and then ends it.
    window.addEventListener("beforeunload", (event) => {
        if (sending) {
            event.preventDefault();
        }
    });
    window.addEventListener("pagehide", () => forget(sending));

    window.dash_clientside = Object.assign({}, window.dash_clientside, { aim_upload: { draw } });
})();
