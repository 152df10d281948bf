/**
 * What a session must fulfil. A policy row is never changed: a new version is added, and a session keeps the
 * version that it was created with.
 */
export interface Policy {
  /** In whole years at the time of the decision. */
  minimumAge: number;
  /** A proof of address issued longer ago than this many days is out of date. */
  proofOfAddressMaxAgeDays: number;
  /** False sends to a person what would have been approved. */
  approveWithoutReview: boolean;
  /** False sends to a person what would have been rejected. */
  rejectWithoutReview: boolean;
}

export const DEFAULT_POLICY: Policy = {
  minimumAge: 18,
  proofOfAddressMaxAgeDays: 90,
  approveWithoutReview: true,
  rejectWithoutReview: true,
};
