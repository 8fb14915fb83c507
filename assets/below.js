/* Where a panel of Month or Briefing holds more than its frame shows, its last line says so, and leads there. What would
   be cut through is covered by that line: rows and lines of words are seen whole, or not. */
(function () {
    "use strict";
    const LEAST_PX = 44; // a line that a finger can press, as --aim-target
    const PLACE = ".place";
    const PARTS = ".lane-title, .lane-none, .lane-note, .cannot-say, .place, .places-none, .meeting-closed, .promise, summary, "
        + "h2, h3, p, li, .drawer-bars, .drawer-head";
    const watched = new WeakSet();

    function scrolling(sign) {
        return sign.closest(".drawer") ? sign.parentElement.querySelector(".drawer-content") : sign.parentElement;
    }

    // Where the first part that is cut begins; within words of several lines, where the first line does that is cut.
    function beginning(part, limit) {
        const box = part.getBoundingClientRect();
        const line = parseFloat(getComputedStyle(part).lineHeight);
        const lines = !part.querySelector("*") && line && box.height > 1.5 * line;
        return lines ? box.top + Math.max(0, Math.floor((limit - box.top) / line)) * line : box.top;
    }

    function lay(sign) {
        const frame = scrolling(sign);
        const left = frame.scrollHeight - frame.clientHeight - frame.scrollTop;
        if (left <= 1) {
            sign.hidden = true;
            return;
        }
        const [top, bottom] = [frame.getBoundingClientRect().top, frame.getBoundingClientRect().top + frame.clientHeight];
        const limit = bottom - LEAST_PX;
        const parts = Array.from(frame.querySelectorAll(PARTS)).filter((part) => part.checkVisibility());
        const cut = parts.filter((part) => part.getBoundingClientRect().bottom > limit + 1);
        const leaf = cut.find((part) => !cut.some((other) => other !== part && part.contains(other)));
        const from = leaf ? Math.min(limit, beginning(leaf, limit)) : limit;
        const height = from < top + frame.clientHeight / 2 ? LEAST_PX : bottom - from; // of something large: that it is cut
        const rows = cut.filter((part) => part.matches(PLACE)).length;
        const words = (rows ? rows + " more below" : "More below");
        if (sign.textContent !== words) {
            sign.textContent = words;
        }
        sign.style.setProperty("--below", height + "px");
        sign.hidden = false;
    }

    function begin(sign) {
        const frame = scrolling(sign);
        let asked = 0;
        const again = () => {
            cancelAnimationFrame(asked);
            asked = requestAnimationFrame(() => lay(sign));
        };
        frame.addEventListener("scroll", again, { passive: true });
        frame.addEventListener("toggle", again, true);
        new ResizeObserver(again).observe(frame);
        new MutationObserver((found) => found.some((each) => !sign.contains(each.target)) && again())
            .observe(frame, { childList: true, subtree: true });
        sign.addEventListener("click", () => {
            frame.scrollBy({ top: frame.clientHeight - 2 * LEAST_PX });
            const bottom = frame.getBoundingClientRect().bottom - LEAST_PX;
            const next = Array.from(frame.querySelectorAll("a, summary")).find((each) => each.getBoundingClientRect().bottom > bottom);
            (next || frame).focus({ preventScroll: true });
        });
        again();
    }

    function find() {
        document.querySelectorAll(".below").forEach((sign) => {
            if (!watched.has(sign)) {
                watched.add(sign);
                begin(sign);
            }
        });
    }

    // What is drawn from the same answer (plain.js) may come after this call.
    function watch() {
        find();
        requestAnimationFrame(find);
    }

    window.dash_clientside = Object.assign({}, window.dash_clientside, { aim_below: { watch } });
})();
