// Sign-in by the site itself: with a secret that both know, or with the public key of a pair.
import { h } from "../../dom";
import { changeSso, removeSso } from "../api";
import { announce, notice } from "../notice";
import { confirm } from "../parts/confirm";
import { copyBox } from "../parts/copy";
import { areaField, choiceField } from "../parts/field";
import { form } from "../parts/form";
import type { Algorithm, SiteDetail } from "../types";
import { dayOf, text } from "../words";

export function ssoSection(site: SiteDetail, readonly: boolean): Node[] {
  const box = h("div", {});
  let { sso } = site;

  function show(secret?: string) {
    const state = sso ? text.sites.ssoOn(sso.algorithm, dayOf(sso.since)) : text.sites.ssoOff;
    box.replaceChildren(
      h("p", { class: "strong" }, state),
      ...(secret ? [secretPart(secret)] : []),
      ...(readonly || secret ? [] : [keyForm(site.key, sso?.algorithm ?? null, turnedOn)]),
      ...(sso && !readonly ? [off] : []),
    );
  }

  function turnedOn(answer: { algorithm: Algorithm; since: string; secret?: string }) {
    sso = answer;
    show(answer.secret);
    announce(answer.secret ? text.sites.secretOnce : text.sites.ssoTurnedOn);
    box.querySelector<HTMLElement>(".copied-text")?.focus();
  }

  const turnOff = () =>
    confirm({
      question: text.sites.ssoOffQuestion,
      why: text.sites.ssoOffWhy,
      action: text.sites.ssoTurnOff,
      async run() {
        await removeSso(site.key);
        sso = null;
        show();
        notice(text.sites.ssoTurnedOff);
      },
    });

  const off = h("button", { type: "button", class: "secondary", click: turnOff }, text.sites.ssoTurnOff);
  show();
  return [h("p", { class: "hint" }, text.sites.ssoHint), box];
}

const secretPart = (secret: string): HTMLElement =>
  h("div", { class: "secret" }, h("p", {}, text.sites.secretOnce), copyBox(text.sites.secret, secret));

function keyForm(
  site: string,
  now: Algorithm | null,
  done: (answer: { algorithm: Algorithm; since: string; secret?: string }) => void,
): HTMLElement {
  const { ssoChoices } = text.sites;
  const algorithm = choiceField<Algorithm>({
    name: "algorithm",
    label: text.sites.ssoWith,
    hint: text.sites.ssoSecretHint,
    value: now ?? "HS256",
    choices: (Object.keys(ssoChoices) as Algorithm[]).map((name) => [name, ssoChoices[name]] as const),
    changed,
  });
  const key = areaField({
    name: "public_key",
    label: text.sites.publicKey,
    hint: text.sites.publicKeyHint,
    rows: 4,
    mono: true,
  });
  const shared = () => algorithm.value() === "HS256";

  function changed() {
    key.element.hidden = shared();
    const hint = algorithm.element.querySelector<HTMLElement>(".hint");
    if (hint) hint.hidden = !shared();
  }

  changed();
  return form({
    content: [algorithm, key],
    action: now ? text.sites.ssoReplace : text.sites.ssoTurnOn,
    minor: true,
    async send() {
      done(await changeSso(site, algorithm.value(), shared() ? undefined : key.value().trim()));
    },
  }).element;
}
