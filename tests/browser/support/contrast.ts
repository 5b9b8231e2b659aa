// The contrast of every visible word with what is behind it, as painted: mixed colours and transparency included.
import type { Page } from "@playwright/test";

export interface Word {
  text: string;
  ratio: number;
  color: string;
  size: string;
}

/** What the texts of all elements that match look like, worst contrast first. */
export async function words(page: Page, selector: string): Promise<Word[]> {
  const found = await page.evaluate((wanted) => {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 1;
    const paint = canvas.getContext("2d", { willReadFrequently: true })!;
    const parentOf = (element: Element): Element | null =>
      element.assignedSlot ?? element.parentElement ?? (element.getRootNode() as ShadowRoot).host ?? null;

    /** Colours laid over each other, from the page's ground up. */
    function mix(colors: { color: string; alpha: number }[]): number[] {
      paint.globalAlpha = 1;
      paint.fillStyle = matchMedia("(prefers-color-scheme: dark)").matches ? "#121212" : "#fff";
      paint.fillRect(0, 0, 1, 1);
      for (const { color, alpha } of colors) {
        paint.globalAlpha = alpha;
        paint.fillStyle = color;
        paint.fillRect(0, 0, 1, 1);
      }
      return [...paint.getImageData(0, 0, 1, 1).data.slice(0, 3)];
    }

    function luminance(color: number[]): number {
      const [r, g, b] = color.map((part) => {
        const c = part / 255;
        return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
    }

    function contrast(a: number[], b: number[]): number {
      const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y);
      return (light! + 0.05) / (dark! + 0.05);
    }

    const result: { text: string; ratio: number; color: string; size: string }[] = [];
    function look(element: Element) {
      const style = getComputedStyle(element);
      if (style.display === "none" || style.visibility === "hidden") return;
      const isField = element instanceof HTMLTextAreaElement || element instanceof HTMLInputElement;
      const own = [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE);
      const text = isField ? element.placeholder : own.map((node) => node.textContent).join("").trim();
      const box = element.getBoundingClientRect();
      if (text && box.width > 1 && box.height > 1 && !(element instanceof SVGElement)) {
        const grounds: { color: string; alpha: number }[] = [];
        let alpha = 1;
        for (let at: Element | null = element; at; at = parentOf(at)) {
          const { backgroundColor, opacity } = getComputedStyle(at);
          grounds.unshift({ color: backgroundColor, alpha: 1 });
          alpha *= Number(opacity);
        }
        const color = isField ? getComputedStyle(element, "::placeholder").color : style.color;
        const ground = mix(grounds);
        const ink = mix([...grounds, { color, alpha }]);
        result.push({ text, ratio: contrast(ink, ground), color: `rgb(${ink})`, size: style.fontSize });
      }
      if (element.shadowRoot) for (const child of element.shadowRoot.children) look(child);
      for (const child of element.children) look(child);
    }
    for (const element of document.querySelectorAll(wanted)) look(element);
    return result;
  }, selector);
  return found.sort((a, b) => a.ratio - b.ratio);
}
