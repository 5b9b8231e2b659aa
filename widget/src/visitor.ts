// Who acts: whoever is signed in here, else a visitor, whose token is minted at the first action and renewed when refused.
import { Problem, request } from "./http";
import { registry } from "./registry";
import { forget, keep, recall, type Scope, scopeKey } from "./storage";
import type { Me } from "./types";

const NAME = "token";
const SESSION = "session";

/** Said on the document with the key of a scope: somebody was signed in there, or out. */
export const WHO = "rejoinder:who";

export interface Minted {
  token: string;
  expires_at: string;
}

export interface Session extends Minted {
  account: Me;
  /** The signature of the site's own token that this came from; not there where somebody signed in by hand. */
  from?: string;
}

export function currentSession(scope: Scope): Session | null {
  try {
    const session: Session = JSON.parse(recall(scope, SESSION) ?? "");
    if (Date.parse(session.expires_at) > Date.now()) return session;
    forget(scope, SESSION);
  } catch {
    // Nobody is signed in.
  }
  return null;
}

/** Signs in, or with null out. */
export function keepSession(scope: Scope, session: Session | null): void {
  if (session) keep(scope, SESSION, JSON.stringify(session));
  else forget(scope, SESSION);
  document.dispatchEvent(new CustomEvent(WHO, { detail: scopeKey(scope, "") }));
}

/** What a reader without an account is known by from now on; with null, by nothing. */
export function keepVisitor(scope: Scope, minted: Minted | null): void {
  if (minted) keep(scope, NAME, `${minted.token} ${minted.expires_at}`);
  else forget(scope, NAME);
}

function visitorToken(scope: Scope): string | null {
  const kept = recall(scope, NAME);
  if (kept === null) return null;
  const [token = "", expires = ""] = kept.split(" ");
  if (Date.parse(expires) > Date.now()) return token;
  forget(scope, NAME);
  return null;
}

export const storedToken = (scope: Scope): string | null =>
  currentSession(scope)?.token ?? visitorToken(scope);

const OVER = "session_over";
const isRefusal = (error: unknown): boolean =>
  error instanceof Problem && (error.code === OVER || error.code.startsWith("token_"));

/** Does something as whoever is known here. A refused token is forgotten; of a session its end is told as such. */
export async function asMyself<T>(scope: Scope, act: (token: string | null) => Promise<T>): Promise<T> {
  const token = storedToken(scope);
  try {
    return await act(token);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    if (currentSession(scope)?.token === token) {
      keepSession(scope, null);
      throw new Problem(OVER);
    }
    if (visitorToken(scope) === token) forget(scope, NAME);
    throw error;
  }
}

/** Does something, as a new visitor if need be: a visitor is nobody in particular, so a refused token is replaced once. */
export async function asVisitor<T>(scope: Scope, act: (token: string | null) => Promise<T>): Promise<T> {
  const minted = storedToken(scope) === null;
  if (minted) await mint(scope);
  try {
    return await asMyself(scope, act);
  } catch (error) {
    if (minted || !isRefusal(error) || (error as Problem).code === OVER) throw error;
    if (storedToken(scope) === null) await mint(scope);
    return asMyself(scope, act);
  }
}

function mint(scope: Scope): Promise<unknown> {
  const key = scopeKey(scope, NAME);
  const running = registry.minting.get(key);
  if (running) return running;
  const minting = request<Minted>(`${scope.server}/api/v1/visitors`, {
    method: "POST",
    body: { site: scope.site },
  })
    .then((minted) => keepVisitor(scope, minted))
    .finally(() => registry.minting.delete(key));
  registry.minting.set(key, minting);
  return minting;
}
