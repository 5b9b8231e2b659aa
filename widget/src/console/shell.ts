// What stands around every screen: the way to the others, and the bar of what was just done.
import { button, h, setAttribute } from "../dom";
import { bindKeys } from "./keys";
import { noticeElements, takeBackNow } from "./notice";
import { type GlyphName, glyph } from "./parts/icons";
import { addressOf, go } from "./router";
import { hasMail, heldCount, mayAdminister, mayModerate, onSession, session } from "./session";
import { GO, openShortcuts } from "./shortcuts";
import { text } from "./words";

export interface Shell {
  readonly element: HTMLElement;
  readonly main: HTMLElement;
  /** Marks where one is. */
  mark(screen: string): void;
}

export function shell(signOut: () => void): Shell {
  const links = new Map<string, HTMLAnchorElement>();
  const held = h("span", { class: "count" });
  const who = h("span", { class: "who-name" });
  const main = h("main", { id: "main", tabindex: -1 });

  function item(screen: string, name: GlyphName, label: Node | string, extra?: Node): HTMLElement {
    const link = h(
      "a",
      { href: addressOf(screen), class: "nav-link" },
      glyph(name),
      h("span", { class: "label" }, label),
      extra,
    );
    links.set(screen, link);
    return h("li", {}, link);
  }

  const first = mayModerate()
    ? [
        item("queue", "queue", text.nav.queue, held),
        item("comments", "comments", text.nav.comments),
        item("pages", "pages", text.nav.pages),
      ]
    : [];
  const second = [
    ...(mayModerate()
      ? [
          item("bans", "bans", text.nav.bans),
          item("sites", "sites", text.nav.sites),
          ...(mayAdminister() ? [item("accounts", "accounts", text.nav.accounts)] : []),
          ...(mayAdminister() && hasMail() ? [item("mail", "mail", text.nav.mail)] : []),
          item("log", "audit", text.nav.audit),
        ]
      : []),
  ];
  const tool = (name: GlyphName, label: string, run: () => void) =>
    h("li", {}, button([glyph(name), h("span", { class: "label" }, label)], run, { class: "nav-link" }));
  const third = [
    item("account", "account", who),
    tool("keyboard", text.nav.shortcuts, openShortcuts),
    tool("out", text.nav.signOut, signOut),
  ];
  const rest = h(
    "div",
    { class: "nav-rest", id: "nav-rest" },
    h("ul", {}, ...second),
    h("ul", { class: "nav-own" }, ...third),
  );
  const more = button(
    [glyph("more"), h("span", { class: "label" }, text.nav.more)],
    () => openRest(!isOpen()),
    {
      class: "nav-link nav-more",
      "aria-expanded": "false",
      "aria-controls": "nav-rest",
    },
  );
  const nav = h(
    "nav",
    { class: "nav", "aria-label": text.nav.label },
    h("p", { class: "brand" }, text.product),
    h("ul", { class: "nav-first" }, ...first),
    more,
    rest,
  );

  const isOpen = () => more.getAttribute("aria-expanded") === "true";
  const openRest = (on: boolean) => more.setAttribute("aria-expanded", String(on));

  function refresh() {
    const n = mayModerate() ? heldCount() : 0;
    held.replaceChildren(
      ...(n > 0
        ? [
            h("span", { "aria-hidden": "true" }, text.number(n)),
            h("span", { class: "unseen" }, `, ${text.nav.held(n)}`),
          ]
        : []),
    );
    who.textContent = session().account.name;
    links.get("account")?.setAttribute("aria-label", `${text.nav.account}: ${session().account.name}`);
  }

  // The sheet of a phone goes away when something else is touched.
  document.addEventListener("click", (event) => {
    if (isOpen() && !more.contains(event.target as Node)) openRest(false);
  });
  nav.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !isOpen()) return;
    openRest(false);
    more.focus();
  });
  onSession(refresh);
  refresh();
  bindKeys({
    "?": openShortcuts,
    u: takeBackNow,
    "/": () => main.querySelector<HTMLElement>("input[type=search]")?.focus(),
    ...Object.fromEntries(
      GO.filter(([, screen]) => links.has(screen)).map(([key, screen]) => [
        `g ${key}`,
        () => go(addressOf(screen)),
      ]),
    ),
  });
  return {
    element: h(
      "div",
      { class: "shell" },
      h("a", { href: "#main", class: "skip" }, text.skip),
      nav,
      main,
      ...noticeElements,
    ),
    main,
    mark(screen) {
      for (const [name, link] of links) setAttribute(link, "aria-current", name === screen && "page");
      more.classList.toggle(
        "within",
        second.concat(third).some((one) => one.querySelector("[aria-current]")),
      );
    },
  };
}
