// The keyboard of a list of comments.
import type { Keys } from "../keys";
import { go } from "../router";
import type { Verdict } from "../types";
import type { DetailPane } from "./detail";
import type { Listing } from "./list";

export function commentKeys(
  listing: Listing,
  detail: DetailPane,
  address: (id: string | null) => string,
): Keys {
  const open = (id: string | null, replace = false) => id && go(address(id), replace);

  function step(by: 1 | -1) {
    const to = listing.step(by);
    if (detail.shown() !== null) open(to, true);
  }

  /** The selected ones, else the one that is open or current: with the words that stand there. */
  function decide(verdict: Verdict) {
    const selected = listing.selected();
    const current = listing.current();
    if (selected.length > 0) listing.decide(selected, verdict);
    else if (detail.shown()) detail.card()?.decide(verdict);
    else if (current) listing.decide([current], verdict);
  }

  const card = () => detail.card() ?? listing.card(listing.current() ?? "");
  const writable = () => {
    const status = card()?.comment.status;
    return status === "published" || status === "held";
  };

  function back() {
    if (detail.shown() !== null) go(address(null));
    else listing.select(listing.selected(), false);
  }

  return {
    j: () => step(1),
    k: () => step(-1),
    ArrowDown: () => step(1),
    ArrowUp: () => step(-1),
    x: () => {
      const id = listing.current();
      if (id) listing.select([id], !listing.selected().includes(id));
    },
    a: () => decide("published"),
    s: () => decide("spam"),
    r: () => decide("removed"),
    "#": () => decide("removed"),
    h: () => decide("held"),
    e: () => writable() && card()?.edit(),
    w: () => writable() && card()?.reply(),
    Enter: () => open(listing.current()),
    Escape: back,
  };
}
