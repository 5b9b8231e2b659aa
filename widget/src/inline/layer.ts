// What we show in the article stands above it, in an element of our own: nothing of the page moves for it.
import css from "./inline.css";
import { h, styleSheet } from "./lent";

export interface Layer {
  readonly root: ShadowRoot;
  readonly marks: HTMLElement;
  readonly above: HTMLElement;
  /** Takes the page's face and colours, as they are around the article. */
  dress(article: Element): void;
  /** Where the layer begins in the window. */
  origin(): { x: number; y: number };
}

export const LAYER = "rejoinder-marks";
const PROPERTIES = ["--rejoinder-accent", "--rejoinder-radius", "--rejoinder-background"];
const INHERITED = ["font-family", "font-size", "line-height", "color"];

const sheet = styleSheet(css);

/** `thread` is any part of the thread; by `name` who does not see the counts finds them. */
export function layer(thread: Element, name: string, life: AbortSignal): Layer {
  const root = thread.getRootNode() as ShadowRoot;
  const host = document.createElement(LAYER);
  const shadow = host.attachShadow({ mode: "open" });
  const marks = h("div", { class: "rejoinder marks", "aria-label": name });
  const above = h("div", { class: "rejoinder above" });
  // What stands on the page itself has the page's colours, whatever those of the thread.
  above.dataset.theme = thread.closest<HTMLElement>(".rejoinder")?.dataset.theme ?? "";
  shadow.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  shadow.append(marks, above);
  document.body.append(host);
  life.addEventListener("abort", () => host.remove(), { once: true });

  return {
    root: shadow,
    marks,
    above,
    dress(article) {
      // A page that made its body anew has taken us along.
      if (!host.isConnected) document.body.append(host);
      const own = getComputedStyle(root.host);
      const around = getComputedStyle(article);
      // All of it before any is set, or the browser would compute the page's styles anew for each.
      const dressed = [
        ...PROPERTIES.map((name) => [name, own.getPropertyValue(name)] as const),
        ...INHERITED.map((name) => [name, around.getPropertyValue(name)] as const),
        ["--_back", backgroundOf(article)] as const,
      ];
      for (const [name, value] of dressed) host.style.setProperty(name, value);
    },
    origin: () => marks.getBoundingClientRect(),
  };
}

function backgroundOf(element: Element): string {
  for (let at: Element | null = element; at; at = at.parentElement) {
    const { backgroundColor } = getComputedStyle(at);
    if (!/^transparent$|^rgba|\//.test(backgroundColor)) return backgroundColor;
  }
  return "Canvas";
}
