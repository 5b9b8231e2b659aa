// How long something lasts.
import { text } from "../words";
import { choiceField, type Field } from "./field";

const DAYS = ["1", "7", "30", "365", "0"] as const;

/** In days; null is for good. */
export function termField(start: 1 | 7 | 30 | 365 | 0): Field<number | null> {
  const field = choiceField<string>({
    name: "days",
    label: text.ban.howLong,
    value: String(start),
    choices: DAYS.map((days) => [days, text.ban.terms[Number(days)] ?? days] as const),
  });
  return {
    ...field,
    value: () => Number(field.value()) || null,
    set: (days) => field.set(String(days ?? 0)),
  };
}
