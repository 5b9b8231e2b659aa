// <rejoinder-thread>: keeps the thread that fits its attributes and its place on the page.
import { type Options, pageReference } from "./options";
import base from "./styles.css";
import { threadLanguage } from "./text/languages";
import body from "./thread/body.css";
import branch from "./thread/branch.css";
import join from "./thread/join.css";
import { misconfigured } from "./thread/states";
import { startThread, type Thread } from "./thread/thread";
import thread from "./thread/thread.css";
import votes from "./votes.css";
import { WatchedElement } from "./watched-element";

export class RejoinderThread extends WatchedElement {
  #thread: Thread | null = null;

  constructor() {
    super(base, votes, thread, body, branch, join);
  }

  protected override start(options: Options): void {
    this.#thread = startThread(this.place, options, () => pageReference(this, options.page, true));
  }

  protected override stop(): void {
    this.#thread?.stop();
    this.#thread = null;
  }

  protected override identify(userToken: string | null): void {
    this.#thread?.identify(userToken);
  }

  protected override complain(): void {
    const { noSite } = threadLanguage(document.documentElement.lang).text;
    console.error(`Rejoinder: ${noSite}`, this);
    this.place.replaceChildren(misconfigured(noSite));
  }
}
