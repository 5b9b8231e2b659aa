// The votes on the page itself, as the thread and <rejoinder-points> show them.
import { voteOnPage } from "./api";
import { type Scope, scopeKey } from "./storage";
import type { PageReference, VoteValue } from "./types";
import { type VoteControl, type VoteOutcome, type VoteWords, voteControl } from "./vote-control";

/** Tells every other control for the same page on this document, and the host if it cares. */
const SETTLED = "rejoinder:points";

interface Settled {
  key: string;
  points: number;
  mine: VoteValue;
}

interface PointsPlan extends VoteOutcome {
  scope: Scope;
  page: string;
  pageReference(): PageReference;
  text: VoteWords;
  label: string;
  points: number;
  life: AbortSignal;
  beforeFirst?(): Promise<unknown>;
}

export function pointsControl(plan: PointsPlan): VoteControl {
  const key = scopeKey(plan.scope, plan.page);
  const control = voteControl({
    ...plan,
    hideZero: false,
    start: { total: plan.points, mine: 0 },
    async send(value) {
      const { points, mine } = await voteOnPage(plan.scope, plan.pageReference(), value);
      const detail: Settled = { key, points, mine };
      document.dispatchEvent(new CustomEvent(SETTLED, { detail }));
      return { total: points, mine };
    },
  });
  const onSettled = (event: Event) => {
    const { detail } = event as CustomEvent<Settled>;
    if (detail.key === key) control.showMine(detail.mine, detail.points);
  };
  document.addEventListener(SETTLED, onSettled, { signal: plan.life });
  return control;
}
