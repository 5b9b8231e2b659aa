// What runs in the page, before anything of its own: each function is sent there alone, so it uses nothing but its arguments.

/**
 * @typedef {object} Seen
 * @property {number | null} painted milliseconds since the navigation began
 * @property {number[]} tasks how long each long task took
 * @property {number[]} shifts
 * @property {(Document | ShadowRoot)[]} roots the document and each open shadow root
 */
/** @typedef {Window & {seen: Seen}} Watched */

/** Every comment of the measured threads has a link to there, and nothing else on the page has. */
export const COMMENT = 'a[href^="https://example.org/"]';

/**
 * Notes when the text of a comment was first painted, long tasks, and layout shifts.
 * @param {string} comment
 */
export function watch(comment) {
  const seen = {
    painted: /** @type {number | null} */ (null),
    tasks: [0].slice(1),
    shifts: [0].slice(1),
    roots: [],
  };
  const roots = /** @type {(Document | ShadowRoot)[]} */ (seen.roots);
  roots.push(document);
  /** @type {Watched} */ (/** @type {unknown} */ (window)).seen = seen;

  const { attachShadow } = Element.prototype;
  Element.prototype.attachShadow = function (init) {
    const root = attachShadow.call(this, init);
    roots.push(root);
    return root;
  };

  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) seen.tasks.push(duration);
  }).observe({ type: "longtask", buffered: true });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      seen.shifts.push(/** @type {PerformanceEntry & {value: number}} */ (entry).value);
    }
  }).observe({ type: "layout-shift", buffered: true });

  const isInView = (/** @type {Element} */ element) => {
    const { top, bottom, width } = element.getBoundingClientRect();
    const visible = element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
    return visible && width > 0 && bottom > 0 && top < innerHeight;
  };
  const look = () => {
    const found = roots.some((root) => [...root.querySelectorAll(comment)].some(isInView));
    // What is found now is painted at the end of this frame, before the next one begins.
    requestAnimationFrame(found ? () => (seen.painted = performance.now()) : look);
  };
  requestAnimationFrame(look);
}

/**
 * Presses what offers more comments until nothing does.
 * @param {{comment: string, more: string}} selectors
 * @returns {Promise<{comments: number, presses: number}>} how many comments there are then
 */
export async function pressForMore({ comment, more }) {
  const { roots } = /** @type {Watched} */ (/** @type {unknown} */ (window)).seen;
  const all = (/** @type {string} */ selector) =>
    roots.flatMap((root) => [...root.querySelectorAll(selector)]);
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const within = async (/** @type {number} */ ms, /** @type {() => unknown} */ condition) => {
    const end = performance.now() + ms;
    while (!condition() && performance.now() < end) await frame();
    return condition();
  };
  const offer = () =>
    /** @type {HTMLElement | undefined} */ (all(more).find((button) => button.checkVisibility()));
  let presses = 0;
  while (await within(2_000, offer)) {
    const before = all(comment).length;
    offer()?.click();
    presses += 1;
    if (!(await within(30_000, () => all(comment).length > before))) break;
  }
  return { comments: all(comment).length, presses };
}
