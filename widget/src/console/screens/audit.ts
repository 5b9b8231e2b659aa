// Who did what, newest first.
import { button, h } from "../../dom";
import { fetchAudit } from "../api";
import { entryLine } from "../parts/entry";
import { siteSelect } from "../parts/site-select";
import { addressOf, go, type Place } from "../router";
import { emptyState, failure, fill, head, heading, type Screen } from "../screen";
import type { Entry } from "../types";
import { dayOf, text } from "../words";

export function auditScreen(place: Place, life: AbortSignal): Screen {
  let site = place.query.get("site");
  let next: string | null = null;
  let lastDay = "";
  const list = h("ol", { class: "lines log" });
  const end = h("div", { class: "end" });
  const box = h("div", {});
  const filter = siteSelect((key) =>
    go(addressOf("log", null, new URLSearchParams(key ? { site: key } : {}))),
  );

  const ask = (after: string | null) => fetchAudit({ site, after, limit: 50 }, life);

  const load = () =>
    fill(
      box,
      life,
      () => ask(null),
      (answer) => {
        lastDay = "";
        list.replaceChildren();
        box.replaceChildren(list, end);
        take(answer);
        if (answer.entries.length === 0) box.replaceChildren(emptyState(text.audit.empty));
      },
    );

  function take(answer: { entries: Entry[]; next: string | null }) {
    next = answer.next;
    list.append(...answer.entries.map(line));
    end.replaceChildren(
      ...(next ? [button(text.loadMore, () => void more(), { class: "secondary wide" })] : []),
    );
  }

  /** The day stands above the first entry of each. */
  function line(entry: Entry): HTMLElement {
    const day = dayOf(entry.at);
    const fresh = day !== lastDay;
    lastDay = day;
    return h("li", {}, fresh && h("h2", { class: "day" }, day), entryLine(entry));
  }

  async function more() {
    try {
      take(await ask(next));
    } catch (error) {
      if (!life.aborted) end.replaceChildren(failure(error, () => void more()));
    }
  }

  filter.set(site);
  void load();
  return {
    element: h("div", { class: "page" }, head(heading(text.audit.heading), filter.element), box),
    move(to) {
      site = to.query.get("site");
      filter.set(site);
      void load();
    },
  };
}
