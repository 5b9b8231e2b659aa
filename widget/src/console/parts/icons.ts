// The console's strokes, drawn on the same grid as the widget's.
import { svg } from "../../dom";

const STROKES = {
  queue: "M2.5 9.5h3l1 2h3l1-2h3M2.5 9.5l2-6h7l2 6v3.5h-11z",
  comments: "M2.5 3h11v8h-6L4.5 13.5V11h-2z",
  pages: "M4 2h5.5L12.5 5v9H4zM9.5 2v3h3M6.5 8h3.5M6.5 11h3.5",
  bans: "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2M3.8 3.8l8.4 8.4",
  sites: "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2M2 8h12M8 2c-4 4-4 8 0 12M8 2c4 4 4 8 0 12",
  accounts:
    "M6 8a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5M1.5 13.5c.5-5 8.5-5 9 0M10.5 3.2a2.4 2.4 0 0 1 0 4.6M12.5 9.8c1.3.6 2 2 2 3.7",
  account: "M8 8a2.7 2.7 0 1 0 0-5.4A2.7 2.7 0 0 0 8 8M3 14c.5-5.5 9.5-5.5 10 0",
  mail: "M2 3.5h12v9H2zM2 4.5l6 4.5 6-4.5",
  audit: "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2M8 4.5V8l2.5 1.5",
  more: "M2.5 4.5h11M2.5 8h11M2.5 11.5h11",
  approve: "M3 8.5 6.5 12 13 4.5",
  spam: "M3.5 14V2.5M3.5 3c3-1.5 5 1.5 9 0v6c-4 1.5-6-1.5-9 0",
  remove: "M2.5 4h11M6 4V2.5h4V4M4 4l.7 9.5h6.6L12 4M6.7 6.5v4.5M9.3 6.5v4.5",
  held: "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2M8 4.5V8l2.5 1.5",
  published: "M3 8.5 6.5 12 13 4.5",
  removed: "M2.5 4h11M6 4V2.5h4V4M4 4l.7 9.5h6.6L12 4",
  deleted: "M4 4l8 8M12 4l-8 8",
  pin: "M6 2h4M6.5 2v4L4.5 9h7L9.5 6V2M8 9v5",
  close: "M4 4l8 8M12 4l-8 8",
  back: "M9.5 3.5 5 8l4.5 4.5",
  search: "M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9M10.5 10.5l3 3",
  out: "M6.5 3.5H3.5v9h3M7 8h6.5M11 5.5 13.5 8 11 10.5",
  keyboard: "M1.5 4h13v8h-13zM4 6.5h.01M6.7 6.5h.01M9.3 6.5h.01M12 6.5h.01M5 9.5h6",
  plus: "M8 3v10M3 8h10",
  external: "M6 3.5H3v9.5h9.5V10M9 2.5h4.5V7M13 3 7.5 8.5",
} as const;

export type GlyphName = keyof typeof STROKES;

export const glyph = (name: GlyphName): SVGElement =>
  svg(
    "svg",
    { viewBox: "0 0 16 16", class: "icon", "aria-hidden": "true" },
    svg("path", { d: STROKES[name] }),
  );
