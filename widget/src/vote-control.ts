// Up, number, down: answers under the finger, then asks the server, and rolls back with the reason if refused.
import { button, h, icon, unseen } from "./dom";
import type { CountText } from "./text/languages";
import type { VoteValue } from "./types";

export interface Tally {
  total: number;
  mine: VoteValue;
}

export type VoteWords = Pick<CountText, "voteUp" | "voteDown" | "number" | "points">;

/** What becomes of a vote. */
export interface VoteOutcome {
  done(mine: VoteValue): void;
  refused(reason: unknown): void;
}

interface VotePlan extends VoteOutcome {
  label: string;
  text: VoteWords;
  hideZero: boolean;
  start: Tally;
  send(value: VoteValue): Promise<Tally>;
  /** Asked before the first press, where what I voted earlier is not known yet. */
  beforeFirst?(): Promise<unknown>;
}

export interface VoteControl {
  readonly element: HTMLElement;
  /** What I voted in an earlier visit, or what another control for the same thing has just settled. */
  showMine(mine: VoteValue, total?: number): void;
}

export function voteControl(plan: VotePlan): VoteControl {
  const { text } = plan;
  let settled = plan.start;
  let shown = settled;
  let sending = false;
  let pressed = false;

  const up = button(icon("up"), () => press(1), { class: "vote", "aria-label": text.voteUp });
  const down = button(icon("down"), () => press(-1), { class: "vote", "aria-label": text.voteDown });
  const number = h("span", { class: "score" });

  function show(tally: Tally) {
    shown = tally;
    const { mine, total } = tally;
    up.ariaPressed = String(mine === 1);
    down.ariaPressed = String(mine === -1);
    number.replaceChildren();
    if (plan.hideZero && total === 0) return;
    number.append(h("span", { "aria-hidden": "true" }, text.number(total)), unseen(text.points(total)));
  }

  async function press(value: VoteValue) {
    if (!pressed) await plan.beforeFirst?.();
    pressed = true;
    const mine = shown.mine === value ? 0 : value;
    show({ mine, total: shown.total + mine - shown.mine });
    if (!sending) await settle();
  }

  /** One request at a time; presses in the meantime are answered by one more request at the end. */
  async function settle() {
    sending = true;
    try {
      while (shown.mine !== settled.mine) settled = await plan.send(shown.mine);
      plan.done(settled.mine);
    } catch (reason) {
      plan.refused(reason);
    }
    sending = false;
    show(settled);
  }

  show(settled);
  return {
    element: h("div", { class: "votes", role: "group", "aria-label": plan.label }, up, number, down),
    showMine(mine, total) {
      const older = pressed && total === undefined;
      if (sending || older) return;
      settled = { mine, total: total ?? settled.total };
      show(settled);
    },
  };
}
