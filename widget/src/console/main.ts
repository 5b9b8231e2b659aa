// The console begins here: who is it, and where do they want to go?
import { fetchSession, isSignedOut, logout } from "./api";
import { commentsScreen, queueScreen } from "./comments/screen";
import { forgetDrafts } from "./drafts";
import { startKeys } from "./keys";
import { notice } from "./notice";
import { addressOf, type Place, startRouter } from "./router";
import { failure, head, heading, type Screen, type ScreenMaker } from "./screen";
import { accountsScreen } from "./screens/accounts";
import { auditScreen } from "./screens/audit";
import { bansScreen } from "./screens/bans";
import { setUpScreen, signInScreen } from "./screens/door";
import { mailScreen } from "./screens/mail";
import { ownAccountScreen } from "./screens/own-account";
import { pagesScreen } from "./screens/pages";
import { sitesScreen } from "./screens/sites";
import { mayAdminister, mayModerate, setSession } from "./session";
import { shell } from "./shell";
import type { Session } from "./types";
import { forgetUnsaved, leave } from "./unsaved";
import { text, why } from "./words";

const SCREENS: Record<string, { make: ScreenMaker; title: string; may(): boolean }> = {
  queue: { make: queueScreen, title: text.nav.queue, may: mayModerate },
  comments: { make: commentsScreen, title: text.nav.comments, may: mayModerate },
  pages: { make: pagesScreen, title: text.nav.pages, may: mayModerate },
  bans: { make: bansScreen, title: text.nav.bans, may: mayModerate },
  sites: { make: sitesScreen, title: text.nav.sites, may: mayModerate },
  accounts: { make: accountsScreen, title: text.nav.accounts, may: mayAdminister },
  mail: { make: mailScreen, title: text.nav.mail, may: mayAdminister },
  log: { make: auditScreen, title: text.nav.audit, may: mayModerate },
  account: { make: ownAccountScreen, title: text.nav.account, may: () => true },
};

async function begin(): Promise<void> {
  const token = new URLSearchParams(location.hash.slice(1)).get("setup");
  if (token !== null) {
    // Neither the history nor a glance over the shoulder shall keep it.
    history.replaceState(null, "", location.pathname + location.search);
    outside(setUpScreen(token, enter));
    return;
  }
  try {
    enter(await fetchSession());
  } catch (error) {
    if (isSignedOut(error)) outside(signInScreen(enter));
    else document.body.replaceChildren(failure(error, () => void begin()));
  }
}

function outside(screen: HTMLElement): void {
  document.title = text.title(screen.querySelector("h1")?.textContent ?? "");
  document.body.replaceChildren(screen);
  screen.querySelector("input")?.focus();
}

function enter(session: Session): void {
  setSession(session);
  const frame = shell(() => leave(() => void signOut()));
  document.body.replaceChildren(frame.element);
  let name = "";
  let screen: Screen | null = null;
  let life = new AbortController();

  function show(place: Place) {
    const wanted = place.screen || (mayModerate() ? "queue" : "account");
    if (!place.screen) history.replaceState(null, "", addressOf(wanted, null, place.query));
    if (wanted === name && screen?.move) {
      screen.move(place);
      return;
    }
    life.abort();
    life = new AbortController();
    const first = name === "";
    name = wanted;
    screen = made({ ...place, screen: wanted }, life.signal);
    frame.main.replaceChildren(screen.element);
    frame.mark(wanted);
    document.title = text.title(SCREENS[wanted]?.title ?? text.wrong.notFound);
    scrollTo(0, 0);
    if (!first) frame.main.querySelector("h1")?.focus({ preventScroll: true });
  }

  startKeys();
  startRouter(show);
}

function made(place: Place, life: AbortSignal): Screen {
  const known = SCREENS[place.screen];
  if (known?.may()) return known.make(place, life);
  return { element: head(heading(known ? text.wrong.mayNot : text.wrong.notFound)) };
}

async function signOut(): Promise<void> {
  try {
    await logout();
  } catch (error) {
    if (!isSignedOut(error)) return notice(why(error));
  }
  forgetDrafts();
  forgetUnsaved();
  // A fresh page: nothing of what this person saw is left in memory.
  location.assign("/admin");
}

void begin();
