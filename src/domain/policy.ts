import { DEFAULT_QUALITY_LIMITS, type QualityLimits } from './picture-quality.ts';
import type { Environment } from './session.ts';

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
  /** True sends to a person a session with a file that an editor left its mark in, or that could not be examined. */
  reviewEditingTraces: boolean;
  /** True sends to a person a session whose document or picture another session of the tenant has had. */
  reviewSeenBefore: boolean;
  /** From where on a picture is refused while its sender can take another. */
  quality: QualityLimits;
}

export const DEFAULT_POLICY: Policy = {
  minimumAge: 18,
  proofOfAddressMaxAgeDays: 90,
  approveWithoutReview: true,
  rejectWithoutReview: true,
  reviewEditingTraces: true,
  reviewSeenBefore: true,
  quality: DEFAULT_QUALITY_LIMITS,
};

/**
 * The policy that a tenant begins with. Who tries an integration out sends the same specimen again and again: in the
 * test environment that is told and changes nothing.
 */
export const initialPolicy = (environment: Environment): Policy => ({
  ...DEFAULT_POLICY,
  reviewSeenBefore: environment === 'live',
});

/** A policy as it was stored, maybe by a version that knew fewer rules: what it does not say is as by default. */
export type StoredPolicy = Partial<Omit<Policy, 'quality'>> & { quality?: Partial<QualityLimits> };

export function policyFrom({ quality, ...rules }: StoredPolicy): Policy {
  return { ...DEFAULT_POLICY, ...rules, quality: { ...DEFAULT_QUALITY_LIMITS, ...quality } };
}
