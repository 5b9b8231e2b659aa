// count.js: "12 comments" beside every article of a list, and <rejoinder-points>, for one request.
import { countOf } from "./counts";
import { RejoinderPoints } from "./points-element";
import type { Embed } from "./registry";
import { defineOnce, refreshElements, registerOwnTag, whenParsed } from "./script-tag";
import type { Scope } from "./storage";
import { countLanguage } from "./text/languages";

const ATTRIBUTE = "data-rejoinder-count";
const POINTS = "rejoinder-points";

const embed = registerOwnTag("count.js");
defineOnce(POINTS, RejoinderPoints);
refreshElements(POINTS);
if (embed) start(embed);

function start({ server, script }: Embed): void {
  const { site, lang = document.documentElement.lang } = script.dataset;
  const { text } = countLanguage(lang);
  if (!site) {
    console.error(`Rejoinder: ${text.noSite}`, script);
    return;
  }
  const scope: Scope = { server, site };
  const filled = new WeakMap<Element, string>();
  let looking = false;

  function look() {
    looking = false;
    for (const element of document.querySelectorAll(`[${ATTRIBUTE}]`)) {
      const page = element.getAttribute(ATTRIBUTE) ?? "";
      if (!page || filled.get(element) === page) continue;
      filled.set(element, page);
      countOf(scope, page).then(
        ({ comments }) => {
          if (filled.get(element) === page) element.textContent = text.comments(comments);
        },
        // Left as the page has it. Not asked again: a page that changes often would ask often.
        () => undefined,
      );
    }
  }

  whenParsed(() => {
    look();
    const lookSoon = () => {
      if (looking) return;
      looking = true;
      setTimeout(look, 50);
    };
    const attributes = { attributes: true, attributeFilter: [ATTRIBUTE] };
    new MutationObserver(lookSoon).observe(document.documentElement, {
      childList: true,
      subtree: true,
      ...attributes,
    });
  });
}
