// The outbox: what waits to be sent, what was sent, and what could not be, with the mail server's own words.
import { button, h, setAttribute } from "../../dom";
import { ahead, secondsUntil } from "../../time";
import { discardMail, fetchMails, retryMail } from "../api";
import { notice } from "../notice";
import { confirm } from "../parts/confirm";
import { addressOf, go, type Place } from "../router";
import { emptyState, failure, fill, head, heading, type Screen } from "../screen";
import { siteName } from "../session";
import type { Mail, MailList, MailState } from "../types";
import { locale, text, times, why } from "../words";

const STATES: readonly MailState[] = ["waiting", "sent", "failed"];

const stateIn = ({ query }: Place): MailState =>
  STATES.find((state) => state === query.get("state")) ?? "waiting";

export function mailScreen(place: Place, life: AbortSignal): Screen {
  let state = stateIn(place);
  let next: string | null = null;
  const counts: Record<MailState, number> = { waiting: 0, sent: 0, failed: 0 };
  const title = heading(text.mail.heading);
  const list = h("ul", { class: "plain-rows", "aria-label": text.mail.label });
  const end = h("div", { class: "end" });
  const box = h("div", {});
  const tabs = STATES.map((one) => ({ state: one, ...tab(one) }));

  const ask = (after: string | null) => fetchMails({ state, after, limit: 30 }, life);

  function load() {
    const wanted = state;
    return fill(
      box,
      life,
      () => ask(null),
      (answer) => {
        if (wanted !== state) return;
        list.replaceChildren();
        take(answer);
      },
    );
  }

  function take(answer: MailList) {
    next = answer.next;
    Object.assign(counts, answer.counts);
    list.append(...answer.mails.map(row));
    end.replaceChildren(
      ...(next ? [button(text.loadMore, () => void more(), { class: "secondary wide" })] : []),
    );
    show();
  }

  function show() {
    const isEmpty = !list.hasChildNodes();
    box.replaceChildren(
      ...(isEmpty ? [emptyState(text.mail.empty[state], text.mail.emptyHint)] : [list, end]),
    );
    showTabs();
  }

  function showTabs() {
    for (const { state: one, element, count } of tabs) {
      setAttribute(element, "aria-current", one === state && "true");
      count.textContent = counts[one] > 0 ? text.number(counts[one]) : "";
    }
  }

  async function more() {
    const wanted = state;
    try {
      const answer = await ask(next);
      if (wanted === state) take(answer);
    } catch (error) {
      if (!life.aborted) end.replaceChildren(failure(error, () => void more()));
    }
  }

  function row(mail: Mail): HTMLElement {
    const element = h("li", { class: "mail-row" }, ...mailParts(mail), actions());

    function actions(): HTMLElement | false {
      if (mail.state === "sent") return false;
      const what = nameOf(mail);
      return h(
        "div",
        { class: "actions" },
        button(text.mail.retry, () => void retry(), {
          class: "action",
          "aria-label": text.mail.retryOf(what),
        }),
        button(text.mail.discard, askFirst, { class: "action", "aria-label": text.mail.discardOf(what) }),
      );
    }

    async function retry() {
      try {
        const now = await retryMail(mail.id);
        counts[mail.state] -= 1;
        counts[now.state] += 1;
        if (now.state === state) replace(row(now));
        else leave();
        showTabs();
        notice(text.mail.retried);
      } catch (error) {
        notice(why(error));
      }
    }

    function replace(fresh: HTMLElement) {
      element.replaceWith(fresh);
      fresh.querySelector("button")?.focus();
    }

    /** The focus goes on to what stood below it. */
    function leave() {
      const beside = element.nextElementSibling ?? element.previousElementSibling;
      element.remove();
      (beside?.querySelector("button") ?? title).focus();
      if (list.hasChildNodes()) return;
      if (next) void load();
      else show();
    }

    function askFirst() {
      confirm({
        question: text.mail.discardQuestion,
        why: text.mail.discardWhy(nameOf(mail), mail.to),
        action: text.mail.discard,
        async run() {
          await discardMail(mail.id);
          counts[mail.state] -= 1;
          leave();
          showTabs();
          notice(text.mail.discarded);
        },
      });
    }

    return element;
  }

  showTabs();
  void load();
  return {
    element: h(
      "div",
      { class: "page" },
      head(title),
      h(
        "div",
        { class: "tabs", role: "group", "aria-label": text.mail.stateLabel },
        ...tabs.map(({ element }) => element),
      ),
      box,
    ),
    move(to) {
      state = stateIn(to);
      list.replaceChildren();
      showTabs();
      void load();
    },
  };
}

function tab(state: MailState): { element: HTMLButtonElement; count: HTMLElement } {
  const count = h("span", { class: "count" });
  const to = addressOf("mail", null, new URLSearchParams(state === "waiting" ? {} : { state }));
  return { element: button([text.mail.states[state], " ", count], () => go(to), { class: "tab" }), count };
}

/** What a mail is called: its subject, or while it has none its kind. */
const nameOf = ({ subject, kind }: Mail): string => subject || text.mail.kinds[kind];

function mailParts(mail: Mail): HTMLElement[] {
  const { subject, kind, to, site, attempts, answer, created_at, state } = mail;
  return [
    h(
      "div",
      { class: "page-what" },
      h("p", { class: "strong" }, h("bdi", {}, nameOf(mail))),
      h(
        "p",
        { class: "contact" },
        subject ? h("span", {}, text.mail.kinds[kind]) : null,
        h("span", {}, text.mail.to(to)),
        site ? h("span", {}, siteName(site)) : null,
        state === "waiting" ? timed(created_at, text.mail.made(times.ago(created_at))) : null,
        whenOf(mail),
        attempts > 0 || state !== "waiting" ? h("span", {}, text.mail.tries(attempts)) : null,
      ),
      ...(answer && state !== "sent"
        ? [
            h(
              "p",
              { class: "answer" },
              h("span", { class: "muted" }, text.mail.answer),
              " ",
              h("q", {}, answer),
            ),
          ]
        : []),
    ),
  ];
}

const timed = (iso: string, words: string): HTMLElement =>
  h("time", { datetime: iso, title: times.exact(iso) }, words);

/** When it was sent or given up, or will be tried next. */
function whenOf({ state, due_at, ended_at }: Mail): HTMLElement | null {
  if (state !== "waiting") {
    return ended_at ? timed(ended_at, text.mail[state](times.ago(ended_at))) : null;
  }
  if (!due_at) return null;
  const left = secondsUntil(due_at);
  return timed(due_at, text.mail.due(left > 0 ? ahead(locale, left) : text.mail.now));
}
