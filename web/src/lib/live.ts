// What a live call's numbers say, apart from their words.
import type { LiveCall } from './api/types';

export interface Share {
  party: string | null;
  track: number;
  share: number; // of all speech so far
}

export function talkShares(call: LiveCall): Share[] {
  const all = call.tracks.reduce((sum, track) => sum + track.talk_ms, 0);
  return call.tracks.map((track, i) => ({ party: track.party, track: i, share: all > 0 ? track.talk_ms / all : 0 }));
}

export type Now = { kind: 'overlap' } | { kind: 'speaks'; track: number } | { kind: 'silence'; ms: number } | { kind: 'quiet' };

// Pauses shorter than `silenceFrom` are only breath.
export function happensNow(call: LiveCall, silenceFrom = 5000): Now {
  const speaking = call.tracks.map((track, i) => (track.speaking ? i : -1)).filter((i) => i >= 0);
  if (speaking.length > 1) return { kind: 'overlap' };
  if (speaking.length === 1) return { kind: 'speaks', track: speaking[0] as number };
  const silent = call.silent_since_ms === null ? 0 : call.duration_ms - call.silent_since_ms;
  return silent >= silenceFrom ? { kind: 'silence', ms: silent } : { kind: 'quiet' };
}
