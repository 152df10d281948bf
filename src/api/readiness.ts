export interface ReadinessCheck {
  /** As operators know the part: `database`, `migrations`, `object store`, `temporal`. */
  name: string;
  /** False where sessions and pictures are taken in without it, so that its absence takes nobody out of service. */
  required: boolean;
  /** Whether the part answers. Counts as no where it throws or takes longer than {@link CHECK_TIMEOUT_MS}. */
  answers: () => Promise<boolean>;
}

export interface Readiness {
  /** True where everything required answers. */
  ready: boolean;
  /** Names of the parts that do not answer, those that are not required among them. */
  missing: string[];
}

const CHECK_TIMEOUT_MS = 2_000;

/** Asks every part at once. Never throws. */
export async function checkReadiness(checks: readonly ReadinessCheck[]): Promise<Readiness> {
  const answers = await Promise.all(checks.map(answersInTime));
  const absent = checks.filter((_, index) => !answers[index]);
  return { ready: !absent.some(({ required }) => required), missing: absent.map(({ name }) => name) };
}

/** Whether a part answers before {@link CHECK_TIMEOUT_MS} have passed. Never throws. */
function answersInTime({ answers }: ReadinessCheck): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), CHECK_TIMEOUT_MS);
    const settle = (answer: boolean) => {
      clearTimeout(timer);
      resolve(answer);
    };
    Promise.resolve()
      .then(answers)
      .then(settle, () => settle(false));
  });
}
