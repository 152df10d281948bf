import { barChart } from '../reading/plot.ts';
import { table } from '../reading/tables.ts';
import { ROLES, type Role, type Stretch, type Watched } from './watch.ts';

/** All that a run found. */
export interface Run extends Watched {
  documents: number;
  /** Children of each kind at a time. */
  children: number;
  /** Documents whose child was ended for its memory or its time. */
  ended: number;
  seconds: number;
}

const NAMES: Record<Role, string> = { read: 'reading', inspect: 'inspecting' };
const megabytes = (bytes: number) => (bytes / 2 ** 20).toFixed(0);

const LEAD = `Each document is inspected, drawn for display, read and examined as the service does it. Specimens of all
kinds and tiers come by turns, 1400 to 1920 pixels wide, every sixth picture 4000. Resident memory in MB, pages that
processes share counted in each. A child is replaced after 200 tasks and when it has grown to three quarters of its limit
of 1024 MB, and killed beyond that; the Node.js process that leads them is not counted.`;

export function report(run: Run, circumstances: string): string {
  const { stretches, children, documents, ended } = run;
  const peaks = ROLES.map((role) => [
    NAMES[role],
    String(children),
    String(run.started[role]),
    megabytes(run.peak[role]),
  ]);
  return [
    `## Memory over ${documents} documents`,
    circumstances,
    LEAD,
    table(['children', 'at a time', 'in all', 'most of one'], peaks),
    'Most in every stretch, looked at four times a second:',
    table(['documents', 'one that reads', 'one that inspects', 'all together'], stretches.map(row)),
    `Documents whose child was ended for its memory or its time: ${ended}.`,
    '![Memory over the documents](accuracy/memory.svg)',
  ].join('\n\n');
}

const row = ({ documents, most, together }: Stretch) => [
  `to ${documents}`,
  megabytes(most.read),
  megabytes(most.inspect),
  megabytes(together),
];

export function memoryPlot({ stretches, documents }: Run): string {
  const inMegabytes = (bytes: number) => bytes / 2 ** 20;
  const most = Math.max(...stretches.map(({ together }) => inMegabytes(together)));
  return barChart({
    title: `Most memory of vision children over ${documents} documents, in MB`,
    unit: 'MB',
    most: Math.ceil(most / 400) * 400,
    series: ['one that reads', 'one that inspects', 'all together'],
    groups: stretches.map(({ documents: to, most: { read, inspect }, together }) => ({
      name: `to ${to}`,
      values: [read, inspect, together].map(inMegabytes),
    })),
  });
}
