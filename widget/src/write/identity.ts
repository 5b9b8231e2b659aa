// Who the site says is reading: its own token is exchanged for a session, kept until the site says otherwise.
import type { Scope } from "../storage";
import type { Session } from "../visitor";
import { exchangeUserToken, logout } from "./calls";
import type { Desk } from "./desk";
import { currentSession, keepSession, Problem, scopeKey } from "./lent";

/** Once for all threads of a page; what was refused, or over as soon as it was made, is not tried for ever. */
const running = new Map<string, Promise<Session | null>>();
const tried = new Map<string, number>();
const TRIES = 3;

/** What sets two tokens apart and is worth nothing by itself. */
const signatureOf = (token: string): string => token.slice(token.lastIndexOf(".") + 1);

/** Brings the session in line with what the site says now. Answers whether somebody else reads for it. */
export async function identify({ context, tell }: Desk): Promise<boolean> {
  const { scope, language } = context;
  const token = context.userToken();
  const session = currentSession(scope);
  // Who has signed in by hand stays who they are.
  if (session && session.from === undefined) return false;
  if (token && session?.from === signatureOf(token)) return false;
  if (session) {
    // Where the server cannot be told, it ends by itself.
    void logout(scope).catch(() => undefined);
    keepSession(scope, null);
  }
  if (!token) return session !== null;

  const made = await exchanged(scope, token);
  // The site may have changed its mind, and another thread of the page may have been first.
  if (context.userToken() !== token) return true;
  if (!made) tell(language.text.notSignedIn);
  else if (currentSession(scope)?.token !== made.token) keepSession(scope, made);
  return made !== null;
}

function exchanged(scope: Scope, token: string): Promise<Session | null> {
  const key = scopeKey(scope, token);
  const exchanging = running.get(key) ?? exchange(scope, token, key).finally(() => running.delete(key));
  running.set(key, exchanging);
  return exchanging;
}

async function exchange(scope: Scope, token: string, key: string): Promise<Session | null> {
  const tries = tried.get(key) ?? 0;
  if (tries === TRIES) return null;
  tried.set(key, tries + 1);
  try {
    return { ...(await exchangeUserToken(scope, token)), from: signatureOf(token) };
  } catch (reason) {
    if (reason instanceof Problem && reason.code.startsWith("sso_")) tried.set(key, TRIES);
    return null;
  }
}
