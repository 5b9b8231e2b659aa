// Work that is counted, where its time would tell of the machine: how often the signs and parts of strings are looked at.

const LOOKS = ["charCodeAt", "indexOf", "slice", "startsWith"] as const;

export function stepsOf<T>(act: () => T): { steps: number; result: T } {
  const prototype = String.prototype as unknown as Record<string, (...given: unknown[]) => unknown>;
  const real = Object.fromEntries(LOOKS.map((name) => [name, prototype[name]!]));
  let steps = 0;
  for (const name of LOOKS) {
    const look = real[name]!;
    prototype[name] = function (this: string, ...given: unknown[]) {
      steps++;
      return look.apply(this, given);
    };
  }
  try {
    return { result: act(), steps };
  } finally {
    Object.assign(prototype, real);
  }
}
