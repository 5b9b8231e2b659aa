// How large the area is in which a finger hits a control, tried out point by point.
import type { Page } from "@playwright/test";

export interface Target {
  name: string;
  width: number;
  height: number;
}

/** The hit areas of all controls in elements that match, up to 60 px; smallest first. Text fields and links in prose are left out. */
export async function targets(page: Page, selector: string): Promise<Target[]> {
  const found = await page.evaluate((wanted) => {
    // Nobody needs to know how much larger than a fingertip it is.
    const FAR = 30;
    const result: { name: string; width: number; height: number }[] = [];
    for (const element of document.querySelectorAll(wanted)) {
      const root = element.shadowRoot ?? document;
      for (const control of root.querySelectorAll<HTMLElement>("button, a[href], summary, [role=button]")) {
        if (control.closest('[part~="body"]') || !control.checkVisibility()) continue;
        // A tall one, the hairline of a branch, is tried where it begins: further down other branches stand beside it.
        const isTall = control.getBoundingClientRect().height > 2 * FAR;
        control.scrollIntoView({ block: isTall ? "start" : "center", behavior: "instant" });
        const box = control.getBoundingClientRect();
        const [x, y] = [box.x + box.width / 2, box.y + (isTall ? FAR : box.height / 2)];
        const hits = (dx: number, dy: number): boolean => {
          const hit = root.elementFromPoint(x + dx, y + dy);
          return hit !== null && (hit === control || control.contains(hit));
        };
        const reach = (dx: number, dy: number): number => {
          let step = 0;
          while (step < FAR && hits(dx * (step + 0.5), dy * (step + 0.5))) step += 0.5;
          return step;
        };
        result.push({
          name: `${control.localName} ${control.getAttribute("aria-label") ?? control.textContent}`,
          width: reach(-1, 0) + reach(1, 0),
          height: reach(0, -1) + reach(0, 1),
        });
      }
    }
    return result;
  }, selector);
  return found.sort((a, b) => Math.min(a.width, a.height) - Math.min(b.width, b.height));
}
