/**
 * Another comment server, and how it is asked for the same things.
 * @typedef {object} Peer
 * @property {string} name
 * @property {string} version
 * @property {string} settings
 * @property {() => Promise<RunningPeer>} start installs what it needs, and fails with the reason where that does not go
 */
/**
 * @typedef {object} RunningPeer
 * @property {string} url
 * @property {string} folder
 * @property {string} readPath of the thread of 100 comments
 * @property {import('../load.mjs').Kind} newComment for a mixture with lists `page` and `text`
 * @property {() => Promise<void>} seed
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
