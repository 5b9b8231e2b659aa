/**
 * Another comment server, and how it is asked for the same things. What its widget shows is looked for by `../browser/widgets.mjs`.
 * @typedef {object} Peer
 * @property {string} name
 * @property {string} version
 * @property {string} settings
 * @property {string} votes which it counts
 * @property {string} client what of it runs in the browser, and where from
 * @property {(options?: {origin?: string}) => Promise<RunningPeer>} start installs what it needs, and fails with the reason where that
 * does not go; `origin`: of the pages its comments stand on
 */
/**
 * @typedef {object} RunningPeer
 * @property {string} url
 * @property {string} folder
 * @property {(page: string) => string} readPath of a page's whole thread
 * @property {import('../load.mjs').Kind} newComment for a mixture with lists `page` and `text`
 * @property {import('../load.mjs').Kind} vote for a comment, for a mixture with lists `comment` and `address`
 * @property {(page?: string, thread?: number) => Promise<string[]>} seed posts a thread of 100 comments and gives their ids
 * @property {() => Promise<void>} stop
 */

import { isso } from "./isso.mjs";
import { waline } from "./waline.mjs";

export const PEERS = [isso, waline];

/** Why others are not measured. */
export const ABSENT = {
  Remark42: "a Go program; not in a package registry",
  Artalk: "a Go program; npm has its client alone",
  Comentario: "a Go program; not in a package registry",
  Twikoo: "its server (tkserver) is not on npm; what is there of it needs a hosted database",
  Cusdis: "not in a package registry; deprecated",
};
