// Small statistics for showing shares honestly.
import type { Bucket, Mean } from './api/types';

export interface Share {
  value: number;
  k: number;
  n: number;
  low: number;
  high: number;
}

const z = 1.959964;

// k of n with the Wilson 95 % interval; null when there is nothing to divide by.
export function shareOf(k: number, n: number): Share | null {
  if (n <= 0) return null;
  const p = k / n;
  const zz = (z * z) / n;
  const centre = (p + zz / 2) / (1 + zz);
  const half = (z / (1 + zz)) * Math.sqrt((p * (1 - p)) / n + zz / (4 * n));
  return { value: p, k, n, low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}

// Whether two shares differ by more than chance would explain (two-proportion z test, 5 %).
export function sharesDiffer(a: Share, b: Share): boolean {
  const pooled = (a.k + b.k) / (a.n + b.n);
  const deviation = Math.sqrt(pooled * (1 - pooled) * (1 / a.n + 1 / b.n));
  return deviation > 0 && Math.abs(a.value - b.value) / deviation > z;
}

export interface KnownMean {
  mean: number;
  n: number;
  low: number | null;
  high: number | null;
}

// Whether two means differ by more than chance would explain; intervals are 95 % of the mean.
export function meansDiffer(a: KnownMean, b: KnownMean): boolean {
  if (a.low === null || a.high === null || b.low === null || b.high === null) return false;
  const halfA = (a.high - a.low) / 2;
  const halfB = (b.high - b.low) / 2;
  return Math.abs(a.mean - b.mean) > Math.hypot(halfA, halfB);
}

// Of the conversations whose sentiment is known.
export function negativeShare(bucket: Bucket): Share | null {
  return shareOf(bucket.sentiment.negative, bucket.count - bucket.sentiment.unknown);
}

// Of the conversations in which it can be told whether the problem was solved.
export function unresolvedShare(bucket: Bucket): Share | null {
  const { resolved, partly, unresolved } = bucket.resolution;
  return shareOf(unresolved, resolved + partly + unresolved);
}

// A mean that rests on something; null otherwise.
export function known(mean: Mean): KnownMean | null {
  return mean.mean === null || mean.n === 0 ? null : { ...mean, mean: mean.mean };
}
