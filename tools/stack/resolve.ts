/** One place where a program may come from. */
export interface Source {
  /** Reads well in "not <name>": the reasons are told together when every source fails. */
  name: string;
  find(): Promise<{ path: string } | { reason: string }>;
}

export interface Wanted {
  /** As a person calls it: "Temporal server". */
  what: string;
  /** In the order they are to be tried. */
  sources: Source[];
  /** What to install or set where nothing is found: whole sentences. */
  advice: string;
}

export class NotResolved extends Error {
  override name = 'NotResolved';
}

/** The first source that has it. Throws {@link NotResolved}, which says why each source had not, and what to do. */
export async function resolveProgram(wanted: Wanted): Promise<{ path: string; from: string }> {
  const reasons: string[] = [];
  for (const source of wanted.sources) {
    const found = await source.find();
    if ('path' in found) return { path: found.path, from: source.name };
    reasons.push(`${source.name}: ${found.reason}`);
  }
  throw new NotResolved(`There is no ${wanted.what} (${reasons.join('; ')}). ${wanted.advice}`);
}
