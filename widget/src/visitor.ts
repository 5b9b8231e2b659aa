// The visitor token: minted at the first action, kept for the site, renewed when the server refuses it.
import { Problem, request } from "./http";
import { registry } from "./registry";
import { forget, keep, recall, type Scope, scopeKey } from "./storage";

const NAME = "token";
interface Minted {
  token: string;
  expires_at: string;
}

export function storedToken(scope: Scope): string | null {
  const kept = recall(scope, NAME);
  if (kept === null) return null;
  const [token = "", expires = ""] = kept.split(" ");
  if (Date.parse(expires) > Date.now()) return token;
  forget(scope, NAME);
  return null;
}

export const dropToken = (scope: Scope): void => forget(scope, NAME);

export const isTokenRefusal = (error: unknown): boolean =>
  error instanceof Problem && error.code.startsWith("token_");

/** Does something as this visitor. A refused token is replaced once: a visitor is nobody in particular. */
export async function asVisitor<T>(scope: Scope, act: (token: string) => Promise<T>): Promise<T> {
  const token = storedToken(scope) ?? (await mint(scope));
  try {
    return await act(token);
  } catch (error) {
    if (!isTokenRefusal(error)) throw error;
    if (storedToken(scope) === token) dropToken(scope);
    return act(storedToken(scope) ?? (await mint(scope)));
  }
}

function mint(scope: Scope): Promise<string> {
  const key = scopeKey(scope, NAME);
  const running = registry.minting.get(key);
  if (running) return running;
  const minting = request<Minted>(`${scope.server}/api/v1/visitors`, {
    method: "POST",
    body: { site: scope.site },
  })
    .then(({ token, expires_at }) => {
      keep(scope, NAME, `${token} ${expires_at}`);
      return token;
    })
    .finally(() => registry.minting.delete(key));
  registry.minting.set(key, minting);
  return minting;
}
