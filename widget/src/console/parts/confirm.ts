// A question before what cannot be taken back.
import { h } from "../../dom";
import { openDialog } from "./dialog";
import { form } from "./form";

export function confirm(plan: {
  question: string;
  why?: string;
  action: string;
  run(): Promise<void>;
}): void {
  openDialog({
    heading: plan.question,
    content: (close) => [
      form({
        content: plan.why ? [h("p", {}, plan.why)] : [],
        action: plan.action,
        danger: true,
        cancel: close,
        async send() {
          await plan.run();
          close();
        },
      }).element,
    ],
  });
}
