/** What of a lock file, or of npm's record of an install, is compared. */
export interface Locked {
  packages: Record<
    string,
    { version?: string; integrity?: string; link?: boolean; optional?: boolean; devOptional?: boolean }
  >;
}

export function satisfies(version: string, range: string): boolean;
export function staleReason(lock: Locked, installed: Locked | undefined): string | undefined;
