// The whole of our "framework": an element with attributes, listeners and children in one call.

type Child = Node | string | null | undefined | false;
type Attribute = string | number | boolean | null | undefined;
type Listener = (event: never) => void;
export type Attributes = Record<string, Attribute | Listener>;

export function h<T extends keyof HTMLElementTagNameMap>(
  tag: T,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[T] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value as EventListener);
    else setAttribute(element, name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export function setAttribute(element: Element, name: string, value: Attribute): void {
  if (value === null || value === undefined || value === false) element.removeAttribute(name);
  else element.setAttribute(name, value === true ? "" : String(value));
}

/** A button that does nothing but what it is told. */
export const button = (
  label: Child | Child[],
  click: (event: MouseEvent) => void,
  attributes: Attributes = {},
): HTMLButtonElement =>
  h("button", { type: "button", click, ...attributes }, ...(Array.isArray(label) ? label : [label]));

/** Words for those who cannot see. */
export const unseen = (words: string): HTMLElement => h("span", { class: "unseen" }, words);

let ids = 0;
export const uniqueId = (): string => `r${++ids}`;

const SVG = "http://www.w3.org/2000/svg";

export function svg(
  tag: string,
  attributes: Record<string, string | number>,
  ...children: Node[]
): SVGElement {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.append(...children);
  return element;
}

const STROKES = {
  up: "M8 13.5v-11M3.5 7 8 2.5 12.5 7",
  down: "M8 2.5v11M3.5 9 8 13.5 12.5 9",
  bell: "M3 11.5h10C11.5 9.5 12.5 3 8 3s-3.5 6.5-5 8.5M6.5 13.5h3M8 1.8V3",
  ask: "M2 3h12v8H7.5L4.5 14v-3H2zM8 4.8v2.6M8 9.2v.2",
  close: "M3.5 3.5l9 9M12.5 3.5l-9 9",
  alert: "M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13M8 4.5v4M8 11v.5",
} as const;

export type IconName = keyof typeof STROKES;

export const icon = (name: IconName): SVGElement =>
  svg(
    "svg",
    { viewBox: "0 0 16 16", class: "icon", "aria-hidden": "true" },
    svg("path", { d: STROKES[name] }),
  );

/** A style sheet for shadow roots: constructed, since a host's policy may forbid style elements. */
export function styleSheet(css: string): CSSStyleSheet {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  return sheet;
}
