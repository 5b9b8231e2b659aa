// What is decided about comments, and the news of it for everything that shows them.
import { decide as askToDecide, undoDecision } from "./api";
import { notice } from "./notice";
import { refreshSession } from "./session";
import type { AdminComment, Decided, Status, Verdict } from "./types";
import { text, why } from "./words";

export interface News {
  /** Decided on the server: what it says of these comments is another than before. */
  decided?: readonly string[];
  /** The server has it so: what was not in a list may be looked up anew. */
  settled?: boolean;
  /** Who is what now. */
  statuses?: ReadonlyMap<string, Status>;
  /** No longer there at all. */
  gone?: readonly string[];
  /** Changed in more than its status. */
  comment?: AdminComment;
}

const AT_ONCE = 200;
const listeners = new Set<(news: News) => void>();

export function onNews(listener: (news: News) => void, life: AbortSignal): void {
  listeners.add(listener);
  life.addEventListener("abort", () => listeners.delete(listener));
}

export function tell(news: News): void {
  for (const listener of [...listeners]) listener(news);
}

const statusesOf = (changed: Decided["changed"]): Map<string, Status> =>
  new Map(changed.map(({ comment, after }) => [comment, after]));

/** Shown at once; taken back in the open if the server refuses. */
export async function decide(comments: readonly AdminComment[], verdict: Verdict): Promise<boolean> {
  const ids = comments.filter(({ status }) => status !== verdict && status !== "deleted").map(({ id }) => id);
  if (ids.length === 0) return false;
  const before = new Map(comments.map(({ id, status }) => [id, status]));
  tell({ statuses: new Map(ids.map((id) => [id, verdict])) });
  try {
    const answers: Decided[] = [];
    for (let from = 0; from < ids.length; from += AT_ONCE) {
      answers.push(await askToDecide(ids.slice(from, from + AT_ONCE), verdict));
    }
    report(answers, verdict);
    return true;
  } catch (error) {
    tell({ statuses: before });
    notice(why(error));
    return false;
  } finally {
    refreshSession();
  }
}

function report(answers: readonly Decided[], verdict: Verdict): void {
  const gone = answers.flatMap((answer) => answer.gone);
  const changed = answers.flatMap((answer) => answer.changed);
  const decisions = answers.flatMap(({ decision }) => (decision ? [decision] : []));
  tell({ gone, decided: changed.map(({ comment }) => comment) });
  const words = changed.length > 0 ? text.decided[verdict](changed.length) : text.nothingToDecide;
  notice(
    words + (gone.length > 0 ? text.gone(gone.length) : ""),
    decisions.length > 0 ? () => void undo(decisions) : undefined,
  );
}

async function undo(decisions: readonly string[]): Promise<void> {
  try {
    let count = 0;
    const gone: string[] = [];
    for (const decision of [...decisions].reverse()) {
      const answer = await undoDecision(decision);
      count += answer.changed.length;
      gone.push(...answer.gone);
      const decided = answer.changed.map(({ comment }) => comment);
      tell({ statuses: statusesOf(answer.changed), gone: answer.gone, settled: true, decided });
    }
    notice(text.undone(count) + (gone.length > 0 ? text.gone(gone.length) : ""));
  } catch (error) {
    notice(why(error), () => void undo(decisions));
  }
  refreshSession();
}
