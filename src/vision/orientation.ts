/** A picture as it lies in its file. */
export interface Laid {
  /** Pixels. */
  width: number;
  height: number;
  /** How the file says that it is to be turned, 1 to 8 (EXIF tag 0x0112). */
  orientation: number;
}

/** Where a point of the upright picture lies in the file. Pixels, from the top left corner. */
export function filePoint({ width, height, orientation }: Laid, { x, y }: { x: number; y: number }) {
  switch (orientation) {
    case 2:
      return { x: width - x, y };
    case 3:
      return { x: width - x, y: height - y };
    case 4:
      return { x, y: height - y };
    case 5:
      return { x: y, y: x };
    case 6:
      return { x: y, y: height - x };
    case 7:
      return { x: width - y, y: height - x };
    case 8:
      return { x: width - y, y: x };
    default:
      return { x, y };
  }
}
