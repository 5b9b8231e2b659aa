// Times in the reader's own form.

const MINUTE = 60;

const STEPS: readonly [below: number, seconds: number, unit: Intl.RelativeTimeFormatUnit][] = [
  [60 * MINUTE, MINUTE, "minute"],
  [24 * 60 * MINUTE, 60 * MINUTE, "hour"],
  [30 * 24 * 60 * MINUTE, 24 * 60 * MINUTE, "day"],
];

export interface Times {
  /** "5 minutes ago", and a date once that says more. */
  ago(iso: string): string;
  exact(iso: string): string;
  day(iso: string): string;
}

/** The reader's own variant of the catalogue's language (en-GB for en), since dates differ between them. */
export const localeFor = (language: string): string =>
  navigator.languages.find((tag) => tag.split("-", 1)[0]?.toLowerCase() === language) ?? language;

export function timesIn(locale: string): Times {
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  const date = new Intl.DateTimeFormat(locale, { dateStyle: "medium" });
  const exact = new Intl.DateTimeFormat(locale, { dateStyle: "full", timeStyle: "short" });
  return {
    ago(iso) {
      const seconds = Math.max(0, -secondsUntil(iso));
      if (seconds < MINUTE) return relative.format(0, "second");
      const step = STEPS.find(([below]) => seconds < below);
      return step ? relative.format(-Math.floor(seconds / step[1]), step[2]) : date.format(new Date(iso));
    },
    exact: (iso) => exact.format(new Date(iso)),
    day: (iso) => date.format(new Date(iso)),
  };
}

/** "in 20 seconds", and no finer than that is of use. */
export function ahead(locale: string, seconds: number): string {
  const step = [...STEPS].reverse().find(([, size]) => seconds >= 2 * size);
  const [, size, unit] = step ?? [0, 1, "second" as const];
  return new Intl.RelativeTimeFormat(locale).format(Math.ceil(seconds / size), unit);
}

export const secondsUntil = (iso: string): number => (Date.parse(iso) - Date.now()) / 1000;
