/** Lets a few in at a time, so that the memory that uploads take has a bound. */
export interface UploadGate {
  /** False where it is full. Every true is followed by one {@link UploadGate.leave}. */
  enter(): boolean;
  leave(): void;
}

export function createUploadGate(places: number): UploadGate {
  let taken = 0;
  return {
    enter: () => {
      if (taken >= places) return false;
      taken += 1;
      return true;
    },
    leave: () => {
      taken -= 1;
    },
  };
}
