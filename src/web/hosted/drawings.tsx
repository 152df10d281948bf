import type { ComponentChildren } from 'preact';
import type { SlotName } from '../../domain/document.ts';

/** What words and drawings are about: a slot, or the side to which a head is turned in it. */
export type CaptureWords = Exclude<SlotName, 'selfie-turned'> | 'selfie-left' | 'selfie-right';
type Drawn = CaptureWords | SlotName;

/** A document as it should lie in the picture, or a face. Colours come from the stylesheet. */
export function Drawing({ of, label }: { of: Drawn; label: string }) {
  return (
    <svg class="drawing" viewBox="0 0 400 260" role="img" aria-label={label}>
      {DRAWINGS[of]()}
      <path class="corners" d={TALL.includes(of) ? TALL_CORNERS : WIDE_CORNERS} />
    </svg>
  );
}

const TALL: readonly Drawn[] = [
  'proof-of-address',
  'selfie-front',
  'selfie-turned',
  'selfie-left',
  'selfie-right',
];

const WIDE_CORNERS =
  'M52 62V46a14 14 0 0 1 14-14h16M318 32h16a14 14 0 0 1 14 14v16M348 198v16a14 14 0 0 1-14 14h-16M82 228H66a14 14 0 0 1-14-14v-16';
const TALL_CORNERS =
  'M106 36V26a14 14 0 0 1 14-14h12M268 12h12a14 14 0 0 1 14 14v10M294 224v10a14 14 0 0 1-14 14h-12M132 248h-12a14 14 0 0 1-14-14v-10';

const DRAWINGS: Record<Drawn, () => ComponentChildren> = {
  passport: PassportPage,
  'id-front': CardFront,
  'id-back': CardBack,
  'proof-of-address': Letter,
  'selfie-front': () => <Face turn={0} />,
  'selfie-turned': () => <Face turn={-1} />,
  'selfie-left': () => <TurningFace turn={-1} />,
  'selfie-right': () => <TurningFace turn={1} />,
};

function CardFront() {
  return (
    <>
      <rect class="paper" x="68" y="46" width="264" height="168" rx="12" />
      <Portrait x={86} y={74} />
      <path class="text strong" d="M176 84h132" />
      <path class="text" d="M176 108h92M176 130h112M176 152h72M176 178h60M256 178h52" />
      <path class="text faint" d="M86 196h66" />
    </>
  );
}

function CardBack() {
  return (
    <>
      <rect class="paper" x="68" y="46" width="264" height="168" rx="12" />
      <rect class="chip" x="86" y="64" width="40" height="30" rx="6" />
      <path class="text" d="M146 70h110M146 88h150M86 112h84M190 112h104" />
      <path class="mrz" d="M84 150h232M84 170h232M84 190h232" />
    </>
  );
}

function PassportPage() {
  return (
    <>
      <path class="paper back" d="M80 40V26a10 10 0 0 1 10-10h220a10 10 0 0 1 10 10v14z" />
      <rect class="paper" x="68" y="40" width="264" height="180" rx="10" />
      <Portrait x={86} y={62} />
      <path class="text strong" d="M176 70h132" />
      <path class="text" d="M176 94h92M176 116h112M176 138h72M256 138h52M176 158h92" />
      <path class="mrz" d="M84 184h232M84 204h232" />
    </>
  );
}

function Letter() {
  return (
    <>
      <rect class="paper" x="122" y="26" width="156" height="208" rx="5" />
      <circle class="chip" cx="148" cy="52" r="10" />
      <path class="text faint" d="M212 48h48M212 60h36" />
      <path class="text strong" d="M140 88h62" />
      <path class="text" d="M140 104h76M140 118h54M218 88h42" />
      <path
        class="text faint"
        d="M140 146h120M140 160h120M140 174h98M140 198h52M224 198h36M140 212h52M232 212h28"
      />
    </>
  );
}

/** As one sees oneself in a mirror: who turns to the left looks to the left. */
function TurningFace({ turn }: { turn: -1 | 1 }) {
  return (
    <>
      <Face turn={turn} />
      <path
        class="corners"
        transform={turn === 1 ? 'translate(400 0) scale(-1 1)' : undefined}
        d="M88 126H36M58 104 36 126 58 148"
      />
    </>
  );
}

/** `turn`: -1 looks to the left of the picture, 1 to the right. */
function Face({ turn }: { turn: -1 | 0 | 1 }) {
  const at = 200 + turn * 22;
  return (
    <>
      <path class="person" d="M122 248c4-44 34-56 78-58 44 2 74 14 78 58z" />
      <path class="portrait" d="M178 160h44v40c-12 14-32 14-44 0z" />
      <ellipse class="paper" cx="200" cy="112" rx="54" ry="70" />
      <path
        class="person"
        d="M144 112c-6-50 16-78 56-78s62 28 56 78c-6-26-14-38-24-44-22 6-44 6-64 0-10 6-18 18-24 44z"
      />
      <path
        class="feature"
        d={`M${at - 26} 108h14M${at + 12} 108h14M${at + turn * 6} 116v16M${at - 14} 152c9 7 19 7 28 0`}
      />
    </>
  );
}

function Portrait({ x, y }: { x: number; y: number }) {
  return (
    <g transform={`translate(${x} ${y})`}>
      <rect class="portrait" width="70" height="90" rx="5" />
      <circle class="person" cx="35" cy="36" r="16" />
      <path class="person" d="M7 90c2-26 13-34 28-34s26 8 28 34z" />
    </g>
  );
}
