// Changing a page's title, address or key; a key that another page has is an offer to merge the two.
import { button, h } from "../../dom";
import type { Problem } from "../../http";
import { changePage, fetchPages, type PageChanges } from "../api";
import { pageTitle } from "../comments/about";
import { notice } from "../notice";
import { openDialog } from "../parts/dialog";
import { textField } from "../parts/field";
import { form } from "../parts/form";
import type { PageRow } from "../types";
import { text } from "../words";
import { openMergeDialog } from "./page-merge";

export function openPageDialog(page: PageRow, changed: (page: PageRow) => void, reload: () => void): void {
  const title = textField({
    name: "title",
    label: text.pages.title,
    value: page.title ?? "",
    optional: true,
  });
  const url = textField({
    name: "url",
    label: text.pages.url,
    value: page.url ?? "",
    type: "url",
    hint: text.pages.urlHint,
    optional: true,
  });
  const key = textField({ name: "key", label: text.pages.key, value: page.key, hint: text.pages.keyHint });
  const offer = h("div", { class: "offer", role: "status" });

  function changes(): PageChanges {
    const wanted: PageChanges = {};
    if (title.value().trim() !== (page.title ?? "")) wanted.title = title.value().trim();
    if (url.value().trim() !== (page.url ?? "")) wanted.url = url.value().trim();
    if (key.value().trim() !== page.key) wanted.key = key.value().trim();
    return wanted;
  }

  /** Which page has the key, so that the offer can name it. */
  async function offerMerge(close: () => void) {
    const wanted = key.value().trim();
    const life = new AbortController();
    const { pages } = await fetchPages({ site: page.site, q: wanted, limit: 100 }, life.signal).catch(() => ({
      pages: [],
    }));
    const other = pages.find((one) => one.key === wanted) ?? null;
    key.complain(text.pages.exists(other ? pageTitle(other) : wanted));
    const merge = button(
      text.pages.mergeOffer,
      () => {
        close();
        openMergeDialog(page, other, reload);
      },
      { class: "secondary" },
    );
    offer.replaceChildren(
      h("p", {}, text.pages.mergeEffect(pageTitle(page), other ? pageTitle(other) : wanted, page.comments)),
      merge,
    );
    merge.focus();
  }

  openDialog({
    heading: text.pages.changeHeading,
    content: (close) => [
      form({
        content: [title, url, key, offer],
        action: text.save,
        cancel: close,
        async send() {
          offer.replaceChildren();
          const wanted = changes();
          if (Object.keys(wanted).length > 0) changed(await changePage(page.id, wanted));
          close();
          notice(text.pages.changed);
        },
        refused(problem: Problem) {
          if (problem.code !== "page_exists") return false;
          void offerMerge(close);
          return true;
        },
      }).element,
    ],
  });
}
