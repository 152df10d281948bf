import sharp from 'sharp';
import { drawSpecimen } from '../../src/specimen/draw.ts';
import { specimenPerson } from '../../src/specimen/person.ts';

/** A face that is nobody's, drawn so that a detector of faces takes it for one. */
export interface DrawnFace {
  /** How far the head looks aside: 0 straight, 1 to the right of the picture, which is the person's own left, -1 to the left. */
  turn?: number;
  skin?: string;
  hair?: string;
  /** Half the width of the face, in pixels of 600. */
  halfWidth?: number;
}

/** Somebody who looks unlike the face that is drawn if nothing is said. */
export const OTHER_FACE: DrawnFace = { skin: '#7a4f36', hair: '#0f0d0c', halfWidth: 196 };

const WIDTH = 600;
const HEIGHT = 760;

/** A JPEG of 600 by 760 pixels, not mirrored. */
export function drawFace(face: DrawnFace = {}): Promise<Buffer> {
  return sharp(Buffer.from(faceSvg(face)))
    .jpeg({ quality: 92 })
    .toBuffer();
}

/** A drawn passport with the face where its portrait is. */
export async function drawPassportWith(face: DrawnFace, today: string): Promise<Buffer> {
  return withPortrait(await drawSpecimen('passport', specimenPerson({ today })), face);
}

/** The picture of a drawn passport, with the face put over its portrait. */
export async function withPortrait(picture: Buffer, face: DrawnFace): Promise<Buffer> {
  const passport = sharp(picture);
  const { width = 0, height = 0 } = await passport.metadata();
  const portrait = await sharp(await drawFace(face))
    .resize({ width: Math.round(width * 0.25) })
    .toBuffer();
  const [left, top] = [Math.round(width * 0.05), Math.round(height * 0.2)];
  return passport
    .composite([{ input: portrait, left, top }])
    .jpeg({ quality: 92 })
    .toBuffer();
}

function faceSvg({ turn = 0, skin = '#e0ac8a', hair = '#3a2a20', halfWidth = 168 }: DrawnFace): string {
  /** What stands nearer to the camera moves further. */
  const x = (depth: number) => 300 + turn * depth;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}">
    <defs>
      <radialGradient id="skin" cx="${0.5 + turn * 0.15}" cy="0.45" r="0.62">
        <stop offset="0.7" stop-color="${skin}"/><stop offset="1" stop-color="#6a462f"/>
      </radialGradient>
      <linearGradient id="bridge" x2="1">
        <stop offset="0" stop-color="#7a4a30" stop-opacity="0"/>
        <stop offset="0.5" stop-color="#7a4a30" stop-opacity="0.5"/>
        <stop offset="1" stop-color="#7a4a30" stop-opacity="0"/>
      </linearGradient>
      <filter id="soft"><feGaussianBlur stdDeviation="5"/></filter>
    </defs>
    <rect width="${WIDTH}" height="${HEIGHT}" fill="#c9d3d6"/>
    <path d="M60 760c10-120 90-150 240-160 150 10 230 40 240 160z" fill="#34495e"/>
    <path d="M225 520h150v110c-40 50-110 50-150 0z" fill="${skin}"/>
    <ellipse cx="300" cy="330" rx="${halfWidth + 37}" ry="262" fill="${hair}"/>
    <ellipse cx="${x(12)}" cy="370" rx="${halfWidth}" ry="222" fill="url(#skin)"/>
    <path d="M${x(12) - halfWidth} 330c-6-150 60-215 ${halfWidth}-215s${halfWidth + 6} 65 ${halfWidth} 215c-20-90-60-130-150-140-100-6-160 50-186 140z" fill="${hair}"/>
    ${eye(x(80) - 72, x(98) - 72, hair)}${eye(x(80) + 72, x(98) + 72, hair)}
    <path d="M${x(92) - 20} 340q-10 70-14 92q34 26 70 0q-6-24-14-92z" fill="url(#bridge)"/>
    <path d="M${x(126) - 34} 432q14 18 34 12q20 6 34-12" fill="none" stroke="#7a4a30" stroke-width="6"/>
    <ellipse cx="${x(130) - 16}" cy="437" rx="8" ry="4.5" fill="#4a2a1a"/>
    <ellipse cx="${x(130) + 16}" cy="437" rx="8" ry="4.5" fill="#4a2a1a"/>
    <path d="M${x(90) - 58} 500q30-18 58-8q28-10 58 8q-26 34-58 34t-58-34z" fill="#a3504a"/>
    <path d="M${x(90) - 58} 500q58 14 116 0" fill="none" stroke="#5d2523" stroke-width="4"/>
  </svg>`;
}

function eye(at: number, pupil: number, hair: string): string {
  return `<ellipse cx="${at}" cy="345" rx="50" ry="30" fill="#5a3a28" opacity="0.35" filter="url(#soft)"/>
    <path d="M${at - 38} 348q38-34 76 0q-38 24-76 0z" fill="#f7f3ee"/>
    <circle cx="${pupil}" cy="345" r="15" fill="#4b3423"/><circle cx="${pupil}" cy="345" r="7" fill="#0b0807"/>
    <path d="M${at - 38} 348q38-36 76 0" fill="none" stroke="#2a1a12" stroke-width="6"/>
    <path d="M${at - 46} 304q46-26 92 2" fill="none" stroke="${hair}" stroke-width="13"/>`;
}
