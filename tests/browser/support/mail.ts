// Mail as the HTTP contract has it, told by the test: what was asked for is kept, and nothing is sent. Everything else
// goes to the real server.
import type { BrowserContext, Route } from "@playwright/test";

const CODE = "264135";
const HEADERS = {
  "access-control-allow-origin": "*",
  "access-control-allow-methods": "*",
  "access-control-allow-headers": "authorization, content-type",
};

interface Call {
  method: string;
  body: Record<string, unknown>;
}

export class FakeMail {
  /** The code that is right. */
  readonly code = CODE;
  readonly subscriptions: Call[] = [];
  readonly verifications: Call[] = [];
  /** What new comments asked to be told of; null for nothing. */
  readonly notify: (string | null)[] = [];
  /** The address new comments came with. */
  readonly emails: (string | undefined)[] = [];
  /** Whether whoever reads is known by an address. */
  verified = false;
  reader: { name?: string; email: true } | null = null;
  followed = { page: false, comments: [] as string[] };
  tries = 5;

  static async between(context: BrowserContext): Promise<FakeMail> {
    const mail = new FakeMail();
    await context.route("**/api/v1/thread?**", (route) => mail.thread(route));
    await context.route("**/api/v1/viewer?**", (route) => mail.viewer(route));
    await context.route("**/api/v1/comments", (route) => mail.comment(route));
    await context.route("**/api/v1/subscriptions", (route) => mail.subscription(route));
    await context.route("**/api/v1/verifications", (route) => mail.verification(route));
    return mail;
  }

  private async thread(route: Route): Promise<void> {
    const response = await route.fetch();
    const answer = await response.json();
    answer.site.mail = true;
    await route.fulfill({ response, json: answer });
  }

  private async viewer(route: Route): Promise<void> {
    const response = await route.fetch();
    if (!response.ok()) return route.fulfill({ response });
    const known = { email_verified: this.verified, reader: this.reader, subscriptions: this.followed };
    await route.fulfill({ response, json: { ...(await response.json()), ...known } });
  }

  private async comment(route: Route): Promise<void> {
    if (route.request().method() !== "POST") return route.continue();
    const { notify = null, ...comment } = route.request().postDataJSON();
    this.notify.push(notify);
    this.emails.push(comment.author.email);
    await route.continue({ postData: comment });
  }

  private async subscription(route: Route): Promise<void> {
    const method = route.request().method();
    if (method === "OPTIONS") return route.fulfill({ status: 204, headers: HEADERS });
    const body = route.request().postDataJSON();
    this.subscriptions.push({ method, body });
    const on = method === "POST";
    if (this.verified && body.scope === "page") this.followed.page = on;
    if (this.verified && body.scope === "replies") this.followed.comments = on ? [body.comment] : [];
    if (!on) return route.fulfill({ status: 204, headers: HEADERS });
    await answer(route, 202, { status: this.verified ? "subscribed" : "asked" });
  }

  private async verification(route: Route): Promise<void> {
    const request = route.request();
    if (request.method() === "OPTIONS") return route.fulfill({ status: 204, headers: HEADERS });
    const body = request.postDataJSON();
    this.verifications.push({ method: request.method(), body });
    if (request.method() === "POST") {
      this.tries = 5;
      return answer(route, 202, { status: "asked" });
    }
    if (this.tries === 0) return answer(route, 410, { code: "code_over" });
    if (body.code !== CODE) {
      this.tries -= 1;
      return answer(route, 422, { code: "wrong_code", detail: `${this.tries} tries left` });
    }
    this.verified = true;
    this.reader = { ...(body.name ? { name: body.name } : {}), email: true };
    const server = new URL(request.url()).origin;
    const minted = await fetch(`${server}/api/v1/visitors`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ site: body.site }),
    });
    await answer(route, 200, { ...((await minted.json()) as object), author: this.reader });
  }
}

const answer = (route: Route, status: number, json: object): Promise<void> =>
  route.fulfill({ status, json, headers: HEADERS });

type State = "waiting" | "sent" | "failed";

interface Mail {
  id: string;
  state: State;
  [more: string]: unknown;
}

/** An outbox as an owner's console is told of it. */
export class FakeOutbox {
  readonly mails: Mail[] = [];
  /** What was changed elsewhere in the console that belongs to mail. */
  readonly changed: { path: string; body: Record<string, unknown> }[] = [];

  static async between(context: BrowserContext, pageSize = 30): Promise<FakeOutbox> {
    const outbox = new FakeOutbox();
    await context.route(/\/api\/v1\/admin\/mail(\/|\?|$)/, (route) => outbox.answer(route, pageSize));
    await context.route(/\/api\/v1\/admin\/(account|accounts|sites|session)(\/[^/]*)?$/, (route) => outbox.settings(route));
    return outbox;
  }

  /** Mails, the newest first, due or ended minutes ago. */
  add(state: State, ...mails: { kind: string; to: string; subject?: string; answer?: string }[]): void {
    for (const mail of mails) {
      const minutes = 3 + this.mails.length;
      const ago = new Date(Date.now() - minutes * 60_000).toISOString();
      this.mails.push({
        id: String(100 - this.mails.length),
        state,
        site: "blog",
        created_at: ago,
        due_at: state === "waiting" ? new Date(Date.now() + minutes * 60_000).toISOString() : null,
        ended_at: state === "waiting" ? null : ago,
        attempts: { waiting: mail.answer ? 2 : 0, sent: 1, failed: 12 }[state],
        ...mail,
      });
    }
  }

  private async answer(route: Route, pageSize: number): Promise<void> {
    const request = route.request();
    const url = new URL(request.url());
    const [, id, action] = /\/mail\/([^/]+)(\/retry)?$/.exec(url.pathname) ?? [];
    const mail = this.mails.find((one) => one.id === id);
    if (mail && action) {
      Object.assign(mail, { state: "waiting", due_at: new Date().toISOString(), ended_at: null });
      return route.fulfill({ json: mail });
    }
    if (mail) {
      this.mails.splice(this.mails.indexOf(mail), 1);
      return route.fulfill({ status: 204 });
    }
    const of = (state: string) => this.mails.filter((one) => one.state === state);
    const listed = of(url.searchParams.get("state") ?? "waiting");
    const from = listed.findIndex((one) => one.id === url.searchParams.get("after")) + 1;
    const mails = listed.slice(from, from + pageSize);
    const next = from + pageSize < listed.length ? mails.at(-1)?.id : null;
    const counts = { waiting: of("waiting").length, sent: of("sent").length, failed: of("failed").length };
    await route.fulfill({ json: { mails, counts, next } });
  }

  /** The settings that came with mail: remembered here, and not passed on. */
  private async settings(route: Route): Promise<void> {
    const request = route.request();
    let passed = {};
    if (request.method() === "PATCH") {
      const { mail, settings, ...body } = request.postDataJSON();
      const { time_zone, ...others } = settings ?? {};
      this.changed.push({ path: new URL(request.url()).pathname, body: { mail, time_zone } });
      passed = { postData: { ...body, ...(settings ? { settings: others } : {}) } };
    }
    const response = await route.fetch(passed);
    if (!response.ok()) return route.fulfill({ response });
    await route.fulfill({ response, json: withMail(await response.json(), this.changed) });
  }
}

/** Gives accounts and sites of an answer what an older server does not know of. */
function withMail(value: unknown, changed: FakeOutbox["changed"]): unknown {
  if (Array.isArray(value)) return value.map((one) => withMail(one, changed));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([name, part]) => [name, withMail(part, changed)]);
  const now = Object.fromEntries(entries);
  const last = (name: string) => changed.map(({ body }) => body[name]).findLast((one) => one !== undefined);
  if ("has_password" in value) now.mail = last("mail") ?? now.mail ?? "waiting";
  if ("edit_window_seconds" in value) now.time_zone = last("time_zone") ?? now.time_zone ?? "UTC";
  return now;
}
