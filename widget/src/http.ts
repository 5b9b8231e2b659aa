// One request to the server, and the one kind of error that comes out of it.
import type { FieldProblem } from "./types";

const PATIENCE_MS = 20_000;

/** Why something was refused. `code` is what the catalogue translates; "unreachable" is ours. */
export class Problem extends Error {
  readonly code: string;
  readonly retryAfter: number;
  readonly fields: FieldProblem[];
  /** The server's own sentence, for what no catalogue can know. */
  readonly detail: string;
  /** How often a code may still be tried. */
  readonly triesLeft: number;

  constructor(code: string, retryAfter = 0, fields: FieldProblem[] = [], detail = "", triesLeft = 0) {
    super(code);
    this.code = code;
    this.retryAfter = retryAfter;
    this.fields = fields;
    this.detail = detail;
    this.triesLeft = triesLeft;
  }
}

interface Said {
  code?: string;
  detail?: string;
  retry_after?: number;
  errors?: FieldProblem[];
  tries_left?: number;
}

interface Request {
  method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  body?: unknown;
  token?: string | null;
  signal?: AbortSignal | undefined;
  /** The console alone signs in by cookie; the widget sends none. */
  cookie?: boolean;
}

export async function request<T>(url: string, options: Request = {}): Promise<T> {
  const { method = "GET", body, token, signal, cookie } = options;
  const headers: Record<string, string> = {};
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (token) headers.Authorization = `Bearer ${token}`;

  const patience = AbortSignal.timeout(PATIENCE_MS);
  try {
    const response = await fetch(url, {
      method,
      headers,
      credentials: cookie ? "same-origin" : "omit",
      signal: signal ? AbortSignal.any([signal, patience]) : patience,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw await refusal(response);
    return (response.status === 204 ? null : await response.json()) as T;
  } catch (error) {
    if (error instanceof Problem || signal?.aborted) throw error;
    throw new Problem("unreachable");
  }
}

async function refusal(response: Response): Promise<Problem> {
  const said: Said = await response.json().catch(() => ({}));
  const code = said.code ?? (response.status === 429 ? "rate_limited" : "internal");
  return new Problem(code, said.retry_after, said.errors, said.detail, said.tries_left);
}
