// What is typed within a second waits for a moderator; a test types that fast, the person it stands for does not.
import type { BrowserContext } from "@playwright/test";

/** Every comment says it took so many seconds. Nothing else of the request is touched. */
export async function atPace(context: BrowserContext, seconds: number | null): Promise<void> {
  if (seconds === null) return;
  await context.addInitScript((taken) => {
    const { fetch } = window;
    window.fetch = (input, init) => {
      if (typeof init?.body !== "string" || !/"writing_seconds":\d/.test(init.body)) return fetch(input, init);
      return fetch(input, { ...init, body: init.body.replace(/"writing_seconds":\d+/, `"writing_seconds":${taken}`) });
    };
  }, seconds);
}
