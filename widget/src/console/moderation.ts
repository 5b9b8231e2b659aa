// What is decided about comments, and the news of it for everything that shows them.
import { decide as askToDecide, fetchComment, undoDecision } from "./api";
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

/** Shown at once; taken back in the open where the server refuses. */
export async function decide(comments: readonly AdminComment[], verdict: Verdict): Promise<boolean> {
  const open = comments.filter(({ status }) => status !== verdict && status !== "deleted");
  if (open.length === 0) return false;
  const before = new Map(open.map(({ id, status }) => [id, status]));
  tell({ statuses: new Map(open.map(({ id }) => [id, verdict])) });
  const { answers, left, problem } = await askInTurns(open, verdict);
  tell({ statuses: new Map(left.map(({ id, status }) => [id, status])) });
  if (answers.length > 0) report(answers, verdict, problem);
  else notice(problem);
  void showAnew(
    answers.flatMap(({ edited }) => edited),
    before,
  );
  refreshSession();
  return left.length === 0;
}

interface Asked {
  answers: Decided[];
  /** Nothing was decided about these. */
  left: readonly AdminComment[];
  /** Why not, in words. */
  problem: string;
}

/** As many at once as the server takes; what one turn did stays done if the next one fails. */
async function askInTurns(open: readonly AdminComment[], verdict: Verdict): Promise<Asked> {
  const answers: Decided[] = [];
  for (let from = 0; from < open.length; from += AT_ONCE) {
    try {
      answers.push(await askToDecide(open.slice(from, from + AT_ONCE), verdict));
    } catch (error) {
      return { answers, left: open.slice(from), problem: why(error) };
    }
  }
  return { answers, left: [], problem: "" };
}

function report(answers: readonly Decided[], verdict: Verdict, problem: string): void {
  const gone = answers.flatMap((answer) => answer.gone);
  const changed = answers.flatMap((answer) => answer.changed);
  const decisions = answers.flatMap(({ decision }) => (decision ? [decision] : []));
  tell({ gone, decided: changed.map(({ comment }) => comment) });
  const edited = answers.flatMap((answer) => answer.edited);
  const done = changed.length > 0 ? text.decided[verdict](changed.length) : "";
  const words = [done, ...notDone(gone, edited), problem].filter(Boolean).join(" ");
  notice(words || text.nothingToDecide, decisions.length > 0 ? () => void undo(decisions) : undefined);
}

/** What nothing could be done about, in words. */
const notDone = (gone: readonly string[], edited: readonly string[]): string[] => [
  ...(gone.length > 0 ? [text.gone(gone.length)] : []),
  ...(edited.length > 0 ? [text.edited(edited.length)] : []),
];

/** Those that their writers changed stay, with their new words; where these cannot be had, as they were `before`. */
async function showAnew(ids: readonly string[], before?: ReadonlyMap<string, Status>): Promise<void> {
  for (const id of ids) {
    try {
      tell({ comment: (await fetchComment(id)).comment });
    } catch {
      const status = before?.get(id);
      if (status) tell({ statuses: new Map([[id, status]]) });
    }
  }
}

async function undo(decisions: readonly string[]): Promise<void> {
  try {
    let count = 0;
    const gone: string[] = [];
    const edited: string[] = [];
    for (const decision of [...decisions].reverse()) {
      const answer = await undoDecision(decision);
      count += answer.changed.length;
      gone.push(...answer.gone);
      edited.push(...answer.edited);
      const decided = answer.changed.map(({ comment }) => comment);
      tell({ statuses: statusesOf(answer.changed), gone: answer.gone, settled: true, decided });
    }
    notice([text.undone(count), ...notDone(gone, edited)].join(" "));
    void showAnew(edited);
  } catch (error) {
    notice(why(error), () => void undo(decisions));
  }
  refreshSession();
}
