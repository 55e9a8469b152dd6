import { describe, expect, it } from 'vitest';
import type { Bucket } from './api/types';
import { known, meansDiffer, negativeShare, shareOf, sharesDiffer, unresolvedShare } from './stats';

const bucket: Bucket = {
  key: null,
  label: null,
  count: 20,
  sentiment: { positive: 4, neutral: 5, negative: 6, mixed: 1, unknown: 4 },
  resolution: { resolved: 6, partly: 2, unresolved: 4, cannot_tell: 5, unknown: 3 },
  duration_ms: { mean: null, n: 0, low: null, high: null },
  silence_ms: { mean: 1200, n: 1, low: null, high: null },
};

describe('shares', () => {
  it('leave out what is unknown', () => {
    expect(negativeShare(bucket)).toMatchObject({ k: 6, n: 16, value: 6 / 16 });
    expect(unresolvedShare(bucket)).toMatchObject({ k: 4, n: 12 });
    expect(shareOf(0, 0)).toBeNull();
  });

  it('carry the Wilson interval', () => {
    const share = shareOf(10, 100)!;
    expect(share.low).toBeCloseTo(0.0552, 3);
    expect(share.high).toBeCloseTo(0.1744, 3);
    expect(shareOf(0, 5)!.low).toBeCloseTo(0, 9);
    expect(shareOf(5, 5)!.high).toBeCloseTo(1, 9);
  });

  it('differ only when chance would not explain it', () => {
    expect(sharesDiffer(shareOf(6, 16)!, shareOf(4, 16)!)).toBe(false);
    expect(sharesDiffer(shareOf(300, 800)!, shareOf(200, 800)!)).toBe(true);
    expect(sharesDiffer(shareOf(0, 10)!, shareOf(0, 10)!)).toBe(false);
  });
});

describe('means', () => {
  it('of nothing are unknown', () => {
    expect(known(bucket.duration_ms)).toBeNull();
    expect(known(bucket.silence_ms)?.mean).toBe(1200);
  });

  it('differ only beyond their intervals', () => {
    const mean = (m: number, half: number) => ({ mean: m, n: 9, low: m - half, high: m + half });
    expect(meansDiffer(mean(100, 10), mean(112, 10))).toBe(false);
    expect(meansDiffer(mean(100, 10), mean(120, 10))).toBe(true);
    expect(meansDiffer({ mean: 1, n: 1, low: null, high: null }, mean(9, 1))).toBe(false);
  });
});
