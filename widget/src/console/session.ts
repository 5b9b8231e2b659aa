// Who is signed in, and the question for the password when that is over in the middle of something.
import { h } from "../dom";
import { fetchSession, login, whenSessionIsOver } from "./api";
import { forgetDrafts } from "./drafts";
import { openDialog } from "./parts/dialog";
import { signInForm } from "./parts/sign-in-form";
import type { Session, SessionSite } from "./types";
import { forgetUnsaved } from "./unsaved";
import { text } from "./words";

let current: Session | null = null;
const listeners = new Set<() => void>();

export function session(): Session {
  if (!current) throw new Error("nobody is signed in");
  return current;
}

export function setSession(now: Session): void {
  current = now;
  for (const listener of listeners) listener();
}

export const onSession = (listener: () => void): void => {
  listeners.add(listener);
};

let refreshing: ReturnType<typeof setTimeout> | undefined;

/** The numbers of what waits, asked anew after something was decided; failing that the old ones stay. */
export function refreshSession(): void {
  clearTimeout(refreshing);
  refreshing = setTimeout(() => void fetchSession().then(setSession, () => {}), 400);
}

export const moderated = (): SessionSite[] => session().sites.filter((site) => site.may_moderate);
export const mayModerate = (): boolean => moderated().length > 0;
export const mayAdminister = (): boolean => session().may.administer;
/** Without mail on the server there is nothing to choose of it. */
export const hasMail = (): boolean => session().may.mail;
export const siteName = (key: string): string =>
  session().sites.find((site) => site.key === key)?.name ?? key;
export const heldCount = (): number => moderated().reduce((sum, site) => sum + site.held, 0);

let asking: Promise<void> | null = null;

/** Another person must not go on in what this one had begun: what waits for the answer waits for good. */
function beginAnew(): void {
  forgetDrafts();
  forgetUnsaved();
  location.reload();
}

function askAgain(): Promise<void> {
  asking ??= new Promise<void>((resolve) => {
    const dialog = openDialog({
      heading: text.signIn.again,
      stays: true,
      content: () => [
        h("p", {}, text.signIn.againWhy),
        signInForm(async (email, password) => {
          const before = current?.account.id;
          const now = await login(email, password);
          if (before !== undefined && before !== now.account.id) return beginAnew();
          setSession(now);
          asking = null;
          dialog.close();
          resolve();
        }, current?.account.email),
      ],
    });
  });
  return asking;
}

whenSessionIsOver(askAgain);
