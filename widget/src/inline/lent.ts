// What embed.js lends: the same functions as in src/, without loading them again.
import type { Lent } from "../lent";

const { lent } = (globalThis as unknown as Record<symbol, { lent: Lent }>)[Symbol.for("rejoinder")] as {
  lent: Lent;
};

export const {
  button,
  byline,
  firstWords,
  h,
  icon,
  permalink,
  problemLine,
  problemText,
  serverHtml,
  setAttribute,
  styleSheet,
  uniqueId,
} = lent;
