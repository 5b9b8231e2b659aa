// What axe finds wrong, in words.
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";

export async function violations(page: Page, ...without: string[]): Promise<string[]> {
  const axe = new AxeBuilder({ page }).options({ resultTypes: ["violations"] }).disableRules(without).setLegacyMode();
  const { violations: found } = await axe.analyze();
  return found.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${help} at ${target.join(" ")}: ${failureSummary}`),
  );
}
