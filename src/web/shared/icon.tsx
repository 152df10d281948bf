/** Line icons on a 24 unit grid, drawn for this product. An icon never stands alone: a word is beside it. */
const DRAWINGS = {
  card: 'M5.5 5h13A2.5 2.5 0 0 1 21 7.5v9a2.5 2.5 0 0 1-2.5 2.5h-13A2.5 2.5 0 0 1 3 16.5v-9A2.5 2.5 0 0 1 5.5 5zM6 15.5c.6-1.4 1.5-1.9 2.7-1.9s2.1.5 2.7 1.9M8.7 11.3a1.6 1.6 0 1 0 0-3.2 1.6 1.6 0 0 0 0 3.2zM14.5 10H18M14.5 13.5H18',
  passport:
    'M7 3h10a2 2 0 0 1 2 2v14a2 2 0 0 1-2 2H7a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2zM12 14a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM8.5 10.5h7M12 7c-1.6 2.2-1.6 4.8 0 7 1.6-2.2 1.6-4.8 0-7M9 17.5h6',
  face: 'M12 21c-4 0-6.5-4-6.5-9.5A6.5 6.5 0 0 1 12 4a6.5 6.5 0 0 1 6.5 7.5C18.5 17 16 21 12 21zM9.5 11v.8M14.5 11v.8M9.5 16c1.6 1.2 3.4 1.2 5 0',
  house: 'M4 11.5 12 5l8 6.5M6 10v9h12v-9M10 19v-5h4v5',
  clock: 'M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17zM12 7.5V12l3 2',
  camera: 'M4 8h3.5L9 5.5h6L16.5 8H20v11H4zM12 16.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7z',
  tick: 'm5 12.5 4.5 4.5L19 7.5',
  warn: 'M12 4 2.8 20h18.4zM12 10v4.5M12 17.3v.2',
  info: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 11v5.5M12 7.5v.2',
  lock: 'M7 11h10a2 2 0 0 1 2 2v5a2 2 0 0 1-2 2H7a2 2 0 0 1-2-2v-5a2 2 0 0 1 2-2zM8 11V8a4 4 0 0 1 8 0v3',
  back: 'M14.5 6 8.5 12l6 6',
  link: 'M10 14a4 4 0 0 0 5.7 0l3-3A4 4 0 0 0 13 5.3l-1 1M14 10a4 4 0 0 0-5.7 0l-3 3A4 4 0 0 0 11 18.7l1-1',
} as const;
export type IconName = keyof typeof DRAWINGS;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class={name === 'back' ? 'icon turns' : 'icon'} aria-hidden="true" viewBox="0 0 24 24">
      <path d={DRAWINGS[name]} />
    </svg>
  );
}
