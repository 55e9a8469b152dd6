import { describe, expect, it } from 'vitest';
import type { LiveCall, LiveTrack } from './api/types';
import { happensNow, talkShares } from './live';

const track = (speaking: boolean, talk_ms: number): LiveTrack => ({ party: null, speaking, talk_ms, filled_ms: 0, dropped_ms: 0, unheard_ms: 0 });
const call = (tracks: LiveTrack[], silent: number | null = null): LiveCall => ({
  id: 'live_1', call_id: null, agent: null, direction: null, started_at: '2026-03-14T09:00:00Z', duration_ms: 20_000,
  silent_since_ms: silent, overlapping: false, tracks, has_text: false,
});

describe('talkShares', () => {
  it('adds up to all speech, and to nothing where nobody spoke', () => {
    expect(talkShares(call([track(false, 3000), track(false, 1000)])).map((s) => s.share)).toEqual([0.75, 0.25]);
    expect(talkShares(call([track(false, 0)])).map((s) => s.share)).toEqual([0]);
  });
});

describe('happensNow', () => {
  it('tells speech, overlap, breath and silence apart', () => {
    expect(happensNow(call([track(true, 1), track(false, 1)]))).toEqual({ kind: 'speaks', track: 0 });
    expect(happensNow(call([track(true, 1), track(true, 1)]))).toEqual({ kind: 'overlap' });
    expect(happensNow(call([track(false, 1)], 17_000))).toEqual({ kind: 'quiet' });
    expect(happensNow(call([track(false, 1)], 12_000))).toEqual({ kind: 'silence', ms: 8000 });
    expect(happensNow(call([track(false, 1)]))).toEqual({ kind: 'quiet' });
  });
});
