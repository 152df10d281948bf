import { type Config, readConfig } from '../../src/config.ts';

/**
 * The servers of this test run, from the environment that `npm test` sets. A test that needs them takes its
 * addresses from here; it makes its own organization, so that it never meets the rows of another test.
 */
export function testConfig(overrides: Record<string, string> = {}): Config {
  if (!process.env.DATABASE_URL || !process.env.TEMPORAL_ADDRESS || !process.env.S3_ENDPOINT) {
    throw new Error(
      'This test needs the real servers: run it with "npm test -- <file>", which starts them, or see "npm run test:unit" for the tests that need none.',
    );
  }
  return readConfig({ ...process.env, ...overrides });
}

/** The program of the server that skips time, or undefined where this machine has no Java: call `this.skip()` then. */
export function timeSkippingServer(): string | undefined {
  return process.env.TIME_SKIPPING_SERVER || undefined;
}
