import { guillochePath } from './guilloche.ts';

const WIDTH = 560;
const HEIGHT = 72;
const HEADER_PATH = guillochePath({ width: WIDTH, height: HEIGHT, strands: 9, pieces: 20 });

/** Fine lines behind the header. */
export function HeaderOrnament() {
  return (
    <svg
      class="guilloche"
      aria-hidden="true"
      viewBox={`0 0 ${WIDTH * 10} ${HEIGHT * 10}`}
      preserveAspectRatio="none"
    >
      <path
        d={HEADER_PATH}
        fill="none"
        stroke="currentColor"
        stroke-width=".7"
        vector-effect="non-scaling-stroke"
      />
    </svg>
  );
}

const ROSETTE = Array.from({ length: 12 }, (_, index) => index * 15);

const SIGNS = {
  tick: 'm38 51 8.5 8.5L63 42',
  wait: 'M50 38v12.5l8.5 5.5',
  dash: 'M39 50h22',
} as const;
export type SealSign = keyof typeof SIGNS;

/** The seal at the end of the flow: a rosette around the sign of the outcome. */
export function Seal({ sign }: { sign: SealSign }) {
  return (
    <svg class={`seal ${sign}`} viewBox="0 0 100 100" aria-hidden="true" fill="none" stroke="currentColor">
      {ROSETTE.map((angle) => (
        <ellipse cx="50" cy="50" rx="46" ry="30" stroke-width=".9" transform={`rotate(${angle} 50 50)`} />
      ))}
      <circle class="ground" cx="50" cy="50" r="25" stroke-width="1.5" />
      <path d={SIGNS[sign]} stroke-width="5" stroke-linecap="round" stroke-linejoin="round" />
    </svg>
  );
}
