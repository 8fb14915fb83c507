/* Elements made from plain values (aim/pages/plain.py). As components of the page the same content would take seconds:
   each element would be asked again after every change of anything. */
(function () {
    "use strict";

    function nodes(content) {
        if (Array.isArray(content)) {
            return content.flatMap(nodes);
        }
        return typeof content === "string" ? [content] : [element(content)];
    }

    function element(value) {
        const made = document.createElement(value.tag);
        Object.entries(value.attributes).forEach(([name, text]) => made.setAttribute(name, text));
        Object.assign(made.style, value.style);
        made.append(...nodes(value.content));
        return made;
    }

    function draw(content, id) {
        document.getElementById(id).replaceChildren(...nodes(content || []));
    }

    window.dash_clientside = Object.assign({}, window.dash_clientside, { aim_plain: { draw } });
})();
