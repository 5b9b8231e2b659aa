// The list of comments: what is loaded, which is current, which are selected, and what leaves when it is decided.
import { button, h } from "../../dom";
import { fetchComments } from "../api";
import { decide, type News, onNews } from "../moderation";
import { announce } from "../notice";
import { failure, loadingLine } from "../screen";
import type { AdminComment, CommentList, Status, Verdict } from "../types";
import { text } from "../words";
import { type BulkBar, bulkBar } from "./bulk-bar";
import { type Row, row } from "./row";

export interface Listing {
  readonly name: string;
  readonly element: HTMLElement;
  query(): URLSearchParams;
  load(): Promise<void>;
  /** Looks whether newer ones have come. */
  lookForNew(): Promise<void>;
  ids(): string[];
  get(id: string): AdminComment | undefined;
  card(id: string): Row["card"] | undefined;
  current(): string | null;
  setCurrent(id: string | null, focus?: boolean): void;
  step(by: 1 | -1): string | null;
  selected(): string[];
  select(ids: readonly string[], on: boolean): void;
  decide(ids: readonly string[], verdict: Verdict): void;
  open(id: string): void;
}

interface ListPlan {
  name: string;
  /** Which comments, in the words of the interface. */
  ask(): Record<string, string>;
  query(): URLSearchParams;
  open(id: string): void;
  /** A comment left, and the one that took its place. */
  moved(from: string, to: string | null): void;
  loaded(answer: CommentList): void;
  empty(): HTMLElement;
  life: AbortSignal;
}

export function commentList(plan: ListPlan): Listing {
  const rows = new Map<string, Row>();
  /** Those that left by a decision, to come back if it is undone. */
  const left = new Map<string, AdminComment>();
  const chosen = new Set<string>();
  const list = h("ol", { class: "rows", "aria-label": text.list.label });
  const end = h("div", { class: "end" });
  const fresh = h("div", { class: "fresh" });
  let next: string | null = null;
  let current: string | null = null;
  let loading = new AbortController();

  const ids = () => [...rows.keys()];
  const newestFirst = (a: string, b: string) => (a < b ? 1 : -1);

  async function load() {
    loading.abort();
    loading = new AbortController();
    const { signal } = loading;
    list.setAttribute("aria-busy", "true");
    if (rows.size === 0) end.replaceChildren(loadingLine());
    try {
      const answer = await fetchComments(plan.ask(), AbortSignal.any([signal, plan.life]));
      if (signal.aborted) return;
      clear();
      take(answer);
      announce(text.comments(answer.comments.length));
    } catch (error) {
      if (signal.aborted || plan.life.aborted) return;
      clear();
      end.replaceChildren(failure(error, () => void load()));
    } finally {
      if (!signal.aborted) list.removeAttribute("aria-busy");
    }
  }

  function clear() {
    rows.clear();
    left.clear();
    chosen.clear();
    list.replaceChildren();
    fresh.replaceChildren();
    bulk.refresh();
  }

  function take(answer: CommentList) {
    next = answer.next;
    for (const comment of answer.comments) put(comment);
    setCurrent(current !== null && rows.has(current) ? current : (ids()[0] ?? null));
    ending();
    plan.loaded(answer);
  }

  function put(comment: AdminComment) {
    if (rows.has(comment.id)) return;
    const made = row(comment, listing);
    const after = ids().find((id) => id < comment.id);
    list.insertBefore(made.element, after ? (rows.get(after)?.element ?? null) : null);
    rows.set(comment.id, made);
    if (after) resort();
    bulk.refresh();
  }

  function resort() {
    const sorted = [...rows].sort(([a], [b]) => newestFirst(a, b));
    rows.clear();
    for (const [id, one] of sorted) rows.set(id, one);
  }

  function ending() {
    const more = button(text.loadMore, () => void loadMore(), { class: "secondary wide" });
    if (next) end.replaceChildren(more);
    else end.replaceChildren(...(rows.size === 0 ? [plan.empty()] : []));
  }

  async function loadMore() {
    const { signal } = loading;
    const focused = end.contains(document.activeElement);
    const before = ids().at(-1);
    end.replaceChildren(loadingLine());
    try {
      const answer = await fetchComments({ ...plan.ask(), after: next ?? "" }, plan.life);
      if (signal.aborted) return;
      take(answer);
      announce(text.loadedMore(answer.comments.length));
      const first = ids()[before ? ids().indexOf(before) + 1 : 0];
      if (focused && first) setCurrent(first, true);
    } catch (error) {
      if (!signal.aborted && !plan.life.aborted) end.replaceChildren(failure(error, () => void loadMore()));
    }
  }

  async function lookForNew() {
    const newest = [...ids(), ...left.keys()].sort(newestFirst)[0] ?? "";
    const answer = await fetchComments(plan.ask(), plan.life).catch(() => null);
    const come = answer?.comments.filter(({ id }) => id > newest) ?? [];
    if (come.length === 0 || plan.life.aborted) return;
    // Between these and what is shown there may be others.
    const all = answer?.next ? come.length === answer.comments.length : false;
    const show = () => {
      if (all) return void load();
      fresh.replaceChildren();
      end.replaceChildren();
      for (const comment of come) put(comment);
      ending();
      setCurrent(come[0]?.id ?? null, true);
    };
    fresh.replaceChildren(button(text.queue.fresh(come.length), show, { class: "secondary wide" }));
    announce(text.queue.fresh(come.length));
  }

  function setCurrent(id: string | null, focus = false) {
    if (id !== current && current) rows.get(current)?.mark(false);
    current = id;
    const one = id ? rows.get(id) : undefined;
    one?.mark(true);
    if (!focus || !one) return;
    one.card.element.focus({ preventScroll: true });
    one.element.scrollIntoView({ block: "nearest" });
  }

  function step(by: 1 | -1): string | null {
    const all = ids();
    const at = current ? all.indexOf(current) : -1;
    const to = all[Math.max(0, Math.min(all.length - 1, at + by))] ?? null;
    setCurrent(to, true);
    return to;
  }

  function select(some: readonly string[], on: boolean) {
    for (const id of some) {
      if (on) chosen.add(id);
      else chosen.delete(id);
      rows.get(id)?.select(on);
    }
    bulk.refresh();
  }

  function act(some: readonly string[], verdict: Verdict) {
    const comments = some.flatMap((id) => rows.get(id)?.card.comment ?? []);
    select(some, false);
    void decide(comments, verdict);
  }

  const belongs = (status: Status) => {
    const wanted = plan.ask().status ?? "all";
    return wanted === "all" || wanted === status;
  };

  const known = (id: string) => rows.get(id)?.card.comment ?? left.get(id);

  function hear({ statuses, gone, comment, settled }: News) {
    const leaving = new Set(gone);
    const unknown: Status[] = [];
    for (const [id, status] of statuses ?? []) {
      const comment = known(id);
      if (!comment) unknown.push(status);
      else if (!follow({ ...comment, status }, true)) leaving.add(id);
    }
    if (comment && known(comment.id) && !follow(comment, false)) leaving.add(comment.id);
    depart(leaving);
    if (settled && unknown.some(belongs)) void load();
  }

  /** Shows a comment as it is now; whether it still belongs here. One that comes back may take the focus. */
  function follow(comment: AdminComment, focus: boolean): boolean {
    const stays = belongs(comment.status);
    if (!stays) left.set(comment.id, comment);
    else if (rows.has(comment.id)) rows.get(comment.id)?.card.update(comment);
    else comeBack(comment, focus);
    return stays;
  }

  function comeBack(comment: AdminComment, focus: boolean) {
    left.delete(comment.id);
    put(comment);
    ending();
    if (focus || current === null) setCurrent(comment.id, focus);
  }

  /** Takes rows away; what was current and focused goes on with the one that takes its place. */
  function depart(leaving: ReadonlySet<string>) {
    const all = ids();
    const going = all.filter((id) => leaving.has(id));
    if (going.length === 0) return;
    const focused = list.contains(document.activeElement) || document.activeElement === document.body;
    const was = current;
    for (const id of going) {
      rows.get(id)?.element.remove();
      rows.delete(id);
      chosen.delete(id);
    }
    bulk.refresh();
    if (rows.size === 0 && next) void loadMore();
    else ending();
    if (was !== null && leaving.has(was)) succeed(was, nextOf(all, was), focused);
  }

  /** The one below that is still there, else the one above. */
  function nextOf(all: readonly string[], id: string): string | null {
    const at = all.indexOf(id);
    const there = (one: string) => rows.has(one);
    return all.slice(at).find(there) ?? all.slice(0, at).reverse().find(there) ?? null;
  }

  function succeed(was: string, successor: string | null, focused: boolean) {
    setCurrent(successor, focused);
    if (focused && !successor) element.closest("main")?.querySelector("h1")?.focus();
    plan.moved(was, successor);
  }

  const bulk: BulkBar = bulkBar({
    all: ids,
    chosen: () => [...chosen],
    statuses: () => [...chosen].flatMap((id) => rows.get(id)?.card.comment.status ?? []),
    select,
    decide: act,
  });
  const element = h("div", { class: "listing" }, bulk.element, fresh, list, end);
  onNews(hear, plan.life);

  const listing: Listing = {
    name: plan.name,
    element,
    query: plan.query,
    load,
    lookForNew,
    ids,
    get: (id) => rows.get(id)?.card.comment,
    card: (id) => rows.get(id)?.card,
    current: () => current,
    setCurrent,
    step,
    selected: () => [...chosen],
    select,
    decide: act,
    open: plan.open,
  };
  return listing;
}
