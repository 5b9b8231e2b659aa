// What embed.js lends to write.js and inline.js, so that nothing is loaded twice.
import { address, commentPath } from "./api";
import { button, h, icon, setAttribute, styleSheet, uniqueId } from "./dom";
import { serverHtml } from "./html";
import { Problem, request } from "./http";
import { problemText } from "./problem-text";
import { forget, keep, recall, recallNames, scopeKey } from "./storage";
import { badgeOf, byline } from "./thread/byline";
import { permalink } from "./thread/comment-view";
import { nameOf } from "./thread/context";
import { draftPrefix, ROOT_SLOT } from "./thread/join";
import { firstWords } from "./thread/passage";
import { problemLine } from "./thread/problem-line";
import { secondsUntil } from "./time";
import { asMyself, asVisitor, currentSession, keepSession, keepVisitor, WHO } from "./visitor";

/** Of all sources; set by the build. */
declare const VERSION: string;

export const lent = {
  version: VERSION,
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
};

export type Lent = typeof lent;
