// What our elements have in common: a styled shadow root, and one look at everything after it changed.
import { h, styleSheet } from "./dom";
import { OPTION_ATTRIBUTES, type Options, readOptions } from "./options";

const sheets = new Map<string, CSSStyleSheet>();

function sheetOf(css: string): CSSStyleSheet {
  const sheet = sheets.get(css) ?? styleSheet(css);
  sheets.set(css, sheet);
  return sheet;
}

export abstract class WatchedElement extends HTMLElement {
  static readonly observedAttributes = OPTION_ATTRIBUTES;

  protected readonly place = h("div", { class: "rejoinder" });
  #looking = false;
  #shown = "";

  constructor(...css: string[]) {
    super();
    const root = this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = css.map(sheetOf);
    root.append(this.place);
  }

  /** Shows what the options ask for, after `stop` has ended what was shown before. */
  protected abstract start(options: Options): void;
  protected abstract stop(): void;
  /** The site may name another member of its own at any time; what is shown stays. */
  protected identify(_userToken: string | null): void {}
  /** On the page, but without a site. */
  protected abstract complain(): void;

  connectedCallback(): void {
    this.refresh();
  }

  disconnectedCallback(): void {
    this.refresh();
  }

  attributeChangedCallback(): void {
    this.refresh();
  }

  /** Many attributes may change in one go, and a moved element leaves and comes back: look once, afterwards. */
  refresh(): void {
    if (this.#looking) return;
    this.#looking = true;
    queueMicrotask(() => {
      this.#looking = false;
      this.#look();
    });
  }

  #look(): void {
    const options = this.isConnected ? readOptions(this) : null;
    if (options) this.place.dataset.theme = options.theme;
    const wanted = options
      ? JSON.stringify({ ...options, theme: null, userToken: null })
      : String(this.isConnected);
    if (wanted === this.#shown) {
      if (options) this.identify(options.userToken);
      return;
    }
    this.#shown = wanted;
    this.stop();
    if (options) this.start(options);
    else if (this.isConnected) this.complain();
  }
}
