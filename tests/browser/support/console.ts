// No test may leave an uncaught exception, a console error or a violated policy behind, unless it said so.
import { type BrowserContext, expect } from "@playwright/test";

export class ConsoleGuard {
  private readonly seen: string[] = [];
  private readonly expected: RegExp[] = [];

  constructor(context: BrowserContext) {
    context.on("weberror", (error) => this.seen.push(`uncaught: ${error.error().stack ?? error.error()}`));
    context.on("console", (message) => {
      const words = `${message.type()}: ${message.text()} (${message.location().url})`;
      if (message.type() === "error" || /violates|Content Security Policy/i.test(words)) this.seen.push(words);
    });
  }

  /** The browser itself writes an error for every refused or failed request. */
  expects(...errors: RegExp[]): void {
    this.expected.push(...errors);
  }

  verify(): void {
    const surprises = this.seen.filter((words) => !this.expected.some((one) => one.test(words)));
    expect(surprises, "uncaught exceptions and console errors").toEqual([]);
  }
}

/** What the browser writes about an answer with this status. */
export const answered = (status: number): RegExp => new RegExp(`the server responded with a status of ${status}`);

/** What the browser writes when nobody answers. */
export const UNREACHABLE = /net::ERR_(FAILED|CONNECTION_REFUSED|CONNECTION_RESET|INTERNET_DISCONNECTED|EMPTY_RESPONSE|SOCKET_NOT_CONNECTED)/;
