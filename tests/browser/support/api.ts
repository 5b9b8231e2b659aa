// The server's API as a program uses it: to write what a test reads, and to see what a test wrote.

export interface Comment {
  id: string;
  parent: string | null;
  root: string;
  depth: number;
  author: { name?: string; website?: string; avatar: string };
  html: string;
  created_at: string;
  votes: { up: number; down: number; score: number };
  reply_count: number;
  deleted?: true;
  anchor?: Anchor;
}

export interface Anchor {
  exact: string;
  prefix?: string;
  suffix?: string;
  start?: number;
  end?: number;
  question?: string;
}

export interface ThreadAnswer {
  page: { key: string; comments: number; points: { points: number } };
  comments: Comment[];
  next: string | null;
}

export interface Written {
  parent?: Comment;
  name?: string;
  website?: string;
  by?: string;
  anchor?: Anchor;
}

export class Api {
  constructor(
    readonly server: string,
    readonly site: string,
  ) {}

  /** The token of somebody new. */
  async visitor(): Promise<string> {
    return (await this.call<{ token: string }>("POST", "visitors", { site: this.site })).token;
  }

  /** Without `by`, somebody new writes. */
  async post(page: string, body: string, { parent, name, website, by, anchor }: Written = {}): Promise<Comment> {
    const comment = {
      site: this.site,
      page: { key: page },
      parent: parent?.id,
      body,
      author: { name, website },
      anchor,
    };
    return this.call("POST", "comments", comment, by ?? (await this.visitor()));
  }

  /** Several roots, one after the other, by one visitor. */
  async postMany(page: string, bodies: string[], written: Written = {}): Promise<Comment[]> {
    const by = written.by ?? (await this.visitor());
    const comments: Comment[] = [];
    for (const body of bodies) comments.push(await this.post(page, body, { ...written, by }));
    return comments;
  }

  /** A chain of replies, each to the one before; the first answers `parent` or stands alone. */
  async chain(page: string, bodies: string[], names: string[] = []): Promise<Comment[]> {
    const comments: Comment[] = [];
    for (const [step, body] of bodies.entries()) {
      comments.push(await this.post(page, body, { parent: comments.at(-1), name: names[step] }));
    }
    return comments;
  }

  /** Asks that an address be told of all new comments of a page; its owner is asked by mail first. */
  async follow(page: string, email: string, title?: string): Promise<void> {
    await this.call("POST", "subscriptions", { site: this.site, page: { key: page, title }, scope: "page", email });
  }

  async vote(comment: Comment, value: -1 | 0 | 1, by?: string): Promise<void> {
    await this.call("PUT", `comments/${comment.id}/vote`, { value }, by ?? (await this.visitor()));
  }

  async votePage(page: string, value: -1 | 0 | 1): Promise<void> {
    await this.call("PUT", "pages/vote", { site: this.site, page: { key: page }, value }, await this.visitor());
  }

  async edit(comment: Comment, body: string, by: string): Promise<void> {
    await this.call("PATCH", `comments/${comment.id}`, { body }, by);
  }

  async remove(comment: Comment, by: string): Promise<void> {
    await this.call("DELETE", `comments/${comment.id}`, undefined, by);
  }

  thread(page: string): Promise<ThreadAnswer> {
    return this.call("GET", `thread?${new URLSearchParams({ site: this.site, page, limit: "100" })}`);
  }

  async isKnown(): Promise<boolean> {
    return (await this.send("GET", `counts?${new URLSearchParams({ site: this.site, page: "/" })}`)).ok;
  }

  private async call<T>(method: string, path: string, body?: unknown, token?: string): Promise<T> {
    const response = await this.send(method, path, body, token);
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return (text ? JSON.parse(text) : null) as T;
  }

  private send(method: string, path: string, body?: unknown, token?: string): Promise<Response> {
    return fetch(`${this.server}/api/v1/${path}`, {
      method,
      headers: {
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
        ...(token ? { Authorization: `Bearer ${token}` } : {}),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }
}
