// <rejoinder-points>: the votes on one page, alone; for lists of articles, without loading any thread.
import { fetchViewer } from "./api";
import { countOf } from "./counts";
import { h } from "./dom";
import { type Options, pageReference } from "./options";
import { pointsControl } from "./points";
import { problemText } from "./problem-text";
import base from "./styles.css";
import { countLanguage } from "./text/languages";
import { storedToken } from "./visitor";
import votes from "./votes.css";
import { WatchedElement } from "./watched-element";

export class RejoinderPoints extends WatchedElement {
  #end = new AbortController();

  constructor() {
    super(base, votes);
  }

  protected override start(options: Options): void {
    this.#end = new AbortController();
    void this.#show(options, this.#end.signal);
  }

  protected override stop(): void {
    this.#end.abort();
    this.place.replaceChildren();
  }

  protected override complain(): void {
    console.error(`Rejoinder: ${countLanguage(document.documentElement.lang).text.noSite}`, this);
  }

  async #show(options: Options, life: AbortSignal): Promise<void> {
    const language = countLanguage(options.lang);
    const scope = { server: options.server, site: options.site };
    const count = await countOf(scope, options.page).catch(() => null);
    if (!count || life.aborted) return;
    const problem = h("span", { role: "alert", class: "problem" });
    const reference = () => pageReference(this, options.page, options.page === location.pathname);
    let known: Promise<unknown> | undefined;

    /** What I voted is asked for only where there is a token, and only once I come near. */
    const learn = () => {
      if (!storedToken(scope)) return Promise.resolve();
      known ??= fetchViewer(scope, options.page, life).then(
        ({ page_vote }) => control.showMine(page_vote),
        () => undefined,
      );
      return known;
    };
    const control = pointsControl({
      scope,
      page: options.page,
      pageReference: reference,
      text: language.text,
      label: language.text.pointsOf(reference().title ?? options.page),
      points: count.points,
      life,
      beforeFirst: learn,
      done: () => problem.replaceChildren(),
      refused: (reason) => problem.replaceChildren(problemText(language, reason)),
    });
    this.place.replaceChildren(control.element, problem);
    for (const near of ["pointerenter", "focusin"]) {
      this.addEventListener(near, () => void learn(), { signal: life, once: true });
    }
  }
}
