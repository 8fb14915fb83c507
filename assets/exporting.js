/* The Export menu: what a public file would withhold is asked for when the menu opens, and its link and caption are
   copied. Everything hangs on the document: menus come and go with the parts of a page. */
(function () {
    "use strict";

    function show(line, words) {
        line.textContent = words.trim();
        const links = line.closest("p").nextElementSibling;
        links.hidden = words.startsWith("Not offered:");
    }

    function ask(line) {
        line.textContent = "Looking at what is withheld …";
        fetch(line.dataset.preview, { credentials: "same-origin" })
            .then((answer) => answer.text().then((words) => show(line, answer.ok ? words : "What is withheld stands in the file.")))
            .catch(() => show(line, "What is withheld stands in the file."));
    }

    document.addEventListener("toggle", (event) => {
        const menu = event.target;
        if (menu.matches && menu.matches(".export[open]")) {
            menu.querySelectorAll("[data-preview]:empty").forEach(ask);
        }
    }, true);

    function copied(button, done) {
        button.nextElementSibling.textContent = done ? "Copied" : "This browser does not let a page copy: use the address above.";
    }

    document.addEventListener("click", (event) => {
        const button = event.target.closest && event.target.closest("[data-copy]");
        if (!button) {
            return;
        }
        const text = new URL(button.dataset.link, window.location.href).href + "\n" + button.dataset.copy;
        if (navigator.clipboard) {
            navigator.clipboard.writeText(text).then(() => copied(button, true), () => copied(button, false));
        } else {
            copied(button, false);
        }
    });
})();
