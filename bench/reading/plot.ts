/** A bar chart: groups of bars side by side, one colour a series. */
export interface BarChart {
  title: string;
  /** Of the numbers, such as `%`. */
  unit: string;
  /** The end of the scale. */
  most: number;
  series: readonly string[];
  groups: readonly { name: string; values: readonly (number | undefined)[] }[];
}

const WIDTH = 720;
const HEIGHT = 300;
const LEFT = 48;
const TOP = 64;
const BOTTOM = 40;
const LINES = 4;
/** Apart in light and dark surroundings, and for those who cannot tell red from green. */
const COLOURS = ['#2f7fd1', '#d98a1f', '#8a8f98'] as const;

/** Draws a chart as SVG that can be read on light and on dark pages. The same chart gives the same bytes. */
export function barChart({ title, unit, most, series, groups }: BarChart): string {
  const floor = HEIGHT - BOTTOM;
  const y = (value: number) => floor - (Math.min(value, most) / most) * (floor - TOP);
  const room = (WIDTH - LEFT - 16) / Math.max(1, groups.length);
  const bar = (room * 0.76) / Math.max(1, series.length);
  const scale = Array.from({ length: LINES + 1 }, (_, step) => (most / LINES) * step).map(
    (value) => `<path d="M${LEFT} ${y(value).toFixed(1)}H${WIDTH - 16}" class="line"/>
<text x="${LEFT - 6}" y="${(y(value) + 4).toFixed(1)}" text-anchor="end">${short(value)}</text>`,
  );
  const bars = groups.flatMap(({ name, values }, group) => {
    const left = LEFT + group * room + room * 0.12;
    const drawn = values.map((value, index) =>
      value === undefined ? '' : column(left + index * bar, bar, y(value), floor, { value, unit, index }),
    );
    const middle = (LEFT + group * room + room / 2).toFixed(1);
    return [...drawn, `<text x="${middle}" y="${floor + 20}" text-anchor="middle">${escaped(name)}</text>`];
  });
  const legend = series.map(
    (name, index) => `<rect x="${LEFT + index * 150}" y="38" width="12" height="12" fill="${colour(index)}"/>
<text x="${LEFT + index * 150 + 18}" y="48">${escaped(name)}</text>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escaped(title)}">
<style>text{font:13px system-ui,sans-serif;fill:#24292f}.title{font-weight:600;font-size:15px}.line{stroke:#8a8f98;stroke-opacity:.35;fill:none}
@media(prefers-color-scheme:dark){text{fill:#e6edf3}}</style>
<text x="${LEFT}" y="22" class="title">${escaped(title)}</text>
${[...legend, ...scale, ...bars].join('\n')}
</svg>
`;
}

const colour = (index: number) => COLOURS[index % COLOURS.length] ?? COLOURS[0];

function column(
  left: number,
  width: number,
  top: number,
  floor: number,
  { value, unit, index }: { value: number; unit: string; index: number },
): string {
  const middle = (left + width / 2).toFixed(1);
  const height = Math.max(0.5, floor - top);
  return `<rect x="${left.toFixed(1)}" y="${(floor - height).toFixed(1)}" width="${(width - 3).toFixed(1)}" height="${height.toFixed(1)}" fill="${colour(index)}"><title>${short(value)} ${unit}</title></rect>
<text x="${middle}" y="${(floor - height - 5).toFixed(1)}" text-anchor="middle">${short(value)}</text>`;
}

const short = (value: number) =>
  value >= 20 || Number.isInteger(value) ? value.toFixed(0) : value.toFixed(1);

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string) => text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? character);
