// The life of a thread on a page: waits for its turn, loads, shows what came or why nothing did, and ends.
import { fetchThread } from "../api";
import { h } from "../dom";
import { liveRegion } from "../live";
import type { Options } from "../options";
import { problemText } from "../problem-text";
import { recall } from "../storage";
import { threadLanguage } from "../text/languages";
import { timesIn } from "../time";
import type { PageReference, ThreadAnswer } from "../types";
import type { Context } from "./context";
import { type Discussion, discussion } from "./discussion";
import { linkedComment } from "./permalink";
import { failure, skeleton } from "./states";

const NEAR = "600px";

export interface Thread {
  identify(userToken: string | null): void;
  stop(): void;
}

export function startThread(
  place: HTMLElement,
  options: Options,
  pageReference: () => PageReference,
): Thread {
  const end = new AbortController();
  const life = end.signal;
  const language = threadLanguage(options.lang);
  const scope = { server: options.server, site: options.site };
  const live = liveRegion();
  let { userToken } = options;
  let shown: Discussion | null = null;
  const content = h("div", {}, skeleton(language.text, options.points));
  place.replaceChildren(content, live.element);

  async function load() {
    const { page, sort, article } = options;
    const query = { page, sort: recall(scope, "sort") ?? sort, inline: article ? ("true" as const) : null };
    try {
      show(await fetchThread(scope, query, life));
    } catch (reason) {
      if (!life.aborted) fail(reason);
    }
  }

  function show(answer: ThreadAnswer) {
    if (life.aborted) return;
    const context: Context = {
      scope,
      page: options.page,
      pageReference,
      language,
      times: timesIn(language.locale),
      life,
      say: live.say,
      userToken: () => userToken,
      rules: answer.site,
    };
    shown = discussion(context, answer, options.points, options.article);
    content.replaceChildren(shown.element);
  }

  function fail(reason: unknown) {
    const backOnline = new AbortController();
    const retry = () => {
      backOnline.abort();
      content.replaceChildren(skeleton(language.text, options.points));
      void load();
    };
    addEventListener("online", retry, { signal: AbortSignal.any([life, backOnline.signal]) });
    content.replaceChildren(failure(problemText(language, reason), language.text.retry, retry));
  }

  // Whose marks are wanted in the article cannot wait until the reader has come to its end.
  if (options.lazy && !options.article && !linkedComment()) whenNear(place, life, load);
  else void load();
  return {
    identify(changed) {
      if (changed === userToken) return;
      userToken = changed;
      shown?.identify();
    },
    stop: () => end.abort(),
  };
}

function whenNear(place: HTMLElement, life: AbortSignal, then: () => void): void {
  const observer = new IntersectionObserver(
    (entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      observer.disconnect();
      then();
    },
    { rootMargin: NEAR },
  );
  observer.observe(place);
  life.addEventListener("abort", () => observer.disconnect(), { once: true });
}
