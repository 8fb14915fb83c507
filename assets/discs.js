/* The numbered discs of a map: where two lie on each other their numbers would read as one, so they move apart. */
(function () {
    "use strict";
    const ROUNDS = 40; // one that moves may push the next
    const SAME_PX = 0.5; // closer than that there is no direction between two

    // Middles of discs in pixels -> middles that are `wide` pixels apart, as near to where they were as they can be; in a
    // picture of this width and height whole, where one is given: half a disc may lose its number.
    function apart(points, wide, picture) {
        const keep = (value, most) => Math.min(Math.max(value, wide / 2), most - wide / 2);
        const whole = (point) => picture ? [keep(point[0], picture.width), keep(point[1], picture.height)] : point.slice();
        const placed = points.map(whole);
        let moved = true;
        for (let round = 0; moved && round < ROUNDS; round += 1) {
            moved = false;
            placed.forEach((one, at) => placed.slice(at + 1).forEach((other) => {
                const far = Math.hypot(other[0] - one[0], other[1] - one[1]);
                if (far < wide - SAME_PX) {
                    const way = far > SAME_PX ? [(other[0] - one[0]) / far, (other[1] - one[1]) / far] : [1, 0];
                    [0, 1].forEach((axis) => {
                        one[axis] -= way[axis] * (wide - far) / 2;
                        other[axis] += way[axis] * (wide - far) / 2;
                    });
                    moved = true;
                }
            }));
            placed.forEach((point) => [point[0], point[1]] = whole(point));
        }
        return placed;
    }

    window.aimDiscs = { apart };
})();
