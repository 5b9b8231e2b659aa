// What embed.js lends: the same functions as in src/, without loading them again.
import type { Lent } from "../lent";

const { lent } = (globalThis as unknown as Record<symbol, { lent: Lent }>)[Symbol.for("rejoinder")] as {
  lent: Lent;
};

export const {
  version: lentVersion,
  WHO,
  Problem,
  ROOT_SLOT,
  address,
  asMyself,
  asVisitor,
  badgeOf,
  button,
  byline,
  commentPath,
  currentSession,
  draftPrefix,
  firstWords,
  forget,
  h,
  icon,
  keep,
  keepSession,
  keepVisitor,
  nameOf,
  permalink,
  problemLine,
  problemText,
  recall,
  recallNames,
  request,
  scopeKey,
  secondsUntil,
  serverHtml,
  setAttribute,
  styleSheet,
  uniqueId,
} = lent;
