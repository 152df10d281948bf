/** Whether this is `npm run test:long`. */
export const isLong = process.env.IDBEYOND_LONG_TESTS === '1';

/** The same test, small in `npm test` and large in `npm run test:long`. */
export const scaled = (short: number, long: number): number => (isLong ? long : short);
