// A comment in full: the words, who wrote them, what else they wrote, and what happened to it.
import { button, h } from "../../dom";
import { Problem } from "../../http";
import { fetchComment } from "../api";
import { onNews } from "../moderation";
import { banLine } from "../parts/ban-line";
import { entryLine } from "../parts/entry";
import { glyph } from "../parts/icons";
import { addressOf } from "../router";
import { emptyState, failure, loadingLine } from "../screen";
import type { AdminComment, CommentDetail, Person } from "../types";
import { text, times } from "../words";
import { nameOf, pageTitle, statusMark, timeOf } from "./about";
import { type Card, card } from "./card";

export interface DetailPane {
  readonly element: HTMLElement;
  show(id: string | null, known?: AdminComment): void;
  shown(): string | null;
  card(): Card | null;
}

interface DetailPlan {
  list: string;
  query(): URLSearchParams;
  close(): void;
  life: AbortSignal;
}

export function detailPane(plan: DetailPlan): DetailPane {
  const body = h("div", { class: "detail-body" });
  const back = button([glyph("back"), h("span", {}, text.back)], plan.close, { class: "action back" });
  const cross = button(glyph("close"), plan.close, {
    class: "cross",
    "aria-label": text.detail.close,
    "aria-keyshortcuts": "Escape",
  });
  const element = h(
    "section",
    { class: "detail-pane", "aria-label": text.detail.label },
    h("div", { class: "detail-head" }, back, cross),
    body,
  );
  let id: string | null = null;
  let shownCard: Card | null = null;
  let fetching = new AbortController();
  const sections = h("div", { class: "sections" });

  function show(wanted: string | null, known?: AdminComment) {
    if (wanted === id && wanted !== null) return;
    id = wanted;
    fetching.abort();
    shownCard = null;
    element.hidden = id === null;
    body.replaceChildren();
    if (id === null) return;
    sections.replaceChildren(loadingLine());
    if (known) place(known);
    else body.replaceChildren(loadingLine());
    element.scrollTop = 0;
    void load(id);
  }

  function place(comment: AdminComment) {
    shownCard = card(comment, { list: plan.list, query: plan.query });
    body.replaceChildren(shownCard.element, sections);
  }

  async function load(wanted: string) {
    fetching = new AbortController();
    const signal = AbortSignal.any([fetching.signal, plan.life]);
    try {
      const detail = await fetchComment(wanted, signal);
      if (signal.aborted) return;
      if (shownCard) shownCard.update(detail.comment);
      else place(detail.comment);
      sections.replaceChildren(...sectionsOf(detail, plan));
    } catch (error) {
      if (signal.aborted) return;
      const missing = error instanceof Problem && /not_found|unknown_comment/.test(error.code);
      body.replaceChildren(missing ? emptyState(text.detail.gone) : failure(error, () => void load(wanted)));
    }
  }

  onNews(({ statuses, comment, gone, decided }) => {
    if (!id || !shownCard) return;
    const status = statuses?.get(id);
    if (status) shownCard.update({ ...shownCard.comment, status });
    if (comment?.id === id) shownCard.update(comment);
    if (gone?.includes(id)) body.replaceChildren(emptyState(text.detail.gone));
    else if (decided?.includes(id) || comment?.id === id) void load(id);
  }, plan.life);

  element.hidden = true;
  return { element, show, shown: () => id, card: () => shownCard };
}

function sectionsOf(detail: CommentDetail, plan: DetailPlan): HTMLElement[] {
  const { comment, person, bans, history } = detail;
  return [
    section(text.detail.person, personPart(comment, person)),
    section(text.detail.others, othersPart(comment, person, plan)),
    ...(bans.length > 0
      ? [
          section(
            text.detail.bans,
            h("ul", { class: "lines" }, ...bans.map((ban) => h("li", {}, banLine(ban)))),
          ),
        ]
      : []),
    section(
      text.detail.history,
      history.length > 0
        ? h("ul", { class: "lines" }, ...history.map((entry) => h("li", {}, entryLine(entry, comment.id))))
        : h("p", { class: "muted" }, text.detail.noHistory),
    ),
  ];
}

const section = (title: string, ...content: Node[]): HTMLElement =>
  h("section", { class: "section" }, h("h2", {}, title), ...content);

function personPart(comment: AdminComment, person: Person): HTMLElement {
  const { detail } = text;
  const counts = (["published", "held", "spam", "removed"] as const)
    .filter((status) => person[status] > 0)
    .map((status) => detail[status](person[status]));
  const { email, website } = comment.author;
  const { up, down } = comment.votes;
  const facts: [string, string][] = [];
  if (email) facts.push([detail.email, email]);
  if (website) facts.push([detail.website, website]);
  if (up + down > 0) facts.push([detail.votes, text.comment.score(up, down)]);
  return h(
    "div",
    {},
    h("p", {}, detail.counts(person.comments, counts)),
    h(
      "p",
      { class: "muted" },
      [`${detail[comment.kind]}.`, person.first_at && detail.firstSeen(times.ago(person.first_at))]
        .filter(Boolean)
        .join(" "),
    ),
    facts.length > 0 &&
      h("dl", { class: "facts" }, ...facts.flatMap(([term, fact]) => [h("dt", {}, term), h("dd", {}, fact)])),
  );
}

function othersPart(comment: AdminComment, person: Person, plan: DetailPlan): HTMLElement {
  if (person.others.length === 0) return h("p", { class: "muted" }, text.detail.noOthers);
  return h(
    "div",
    {},
    h(
      "ul",
      { class: "lines others" },
      ...person.others.map((other) =>
        h(
          "li",
          {},
          h("a", { href: addressOf(plan.list, other.id, plan.query()), class: "excerpt" }, excerpt(other)),
          h(
            "p",
            { class: "contact" },
            timeOf(other.created_at),
            h("span", {}, pageTitle(other.page)),
            other.status !== "published" && statusMark(other.status),
          ),
        ),
      ),
    ),
    comment.actor &&
      h(
        "p",
        {},
        h(
          "a",
          { href: addressOf("comments", null, new URLSearchParams({ actor: comment.actor })) },
          text.detail.allOthers,
        ),
        h("span", { class: "unseen" }, `: ${nameOf(comment)}`),
      ),
  );
}

const LONGEST = 160;

function excerpt({ body }: AdminComment): string {
  const words = body.replace(/\s+/g, " ").trim();
  return words.length > LONGEST ? `${words.slice(0, LONGEST)}…` : words;
}
