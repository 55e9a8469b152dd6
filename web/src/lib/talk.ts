// Reading an analysis: who sits on which channel, where a piece of evidence is heard, what a measure says.
import type { Analysis, Evidence, Party, Turn } from './api/types';
import { sliceCodePoints, utf16Index, wordPositions } from './offsets';

export interface Silence {
  start_ms: number;
  end_ms: number;
}

export interface Interruption {
  by: string;
  at_ms: number;
  turn: string | null;
}

export const shownSilenceMs = 5000;

export function silences(analysis: Analysis, atLeastMs: number): Silence[] {
  const list = analysis.measures?.['silence'];
  if (!Array.isArray(list)) return [];
  return (list as Silence[]).filter((s) => s.end_ms - s.start_ms >= atLeastMs);
}

export function interruptions(analysis: Analysis): Interruption[] {
  const list = analysis.measures?.['interruption'];
  return Array.isArray(list) ? (list as Interruption[]) : [];
}

// The role that speaks most on each channel; null where nobody does or the recording is mono with both parties.
export function channelRoles(turns: Turn[], channels: number): (string | null)[] {
  return Array.from({ length: channels }, (_, channel) => {
    if (channels === 1) return null;
    const length = new Map<string, number>();
    for (const turn of turns) {
      if (turn.channel !== channel || !turn.role || turn.role === 'ivr') continue;
      length.set(turn.role, (length.get(turn.role) ?? 0) + turn.text.length);
    }
    return [...length].sort((a, b) => b[1] - a[1])[0]?.[0] ?? null;
  });
}

// Index of the turn that is heard at a time: the last that has begun; -1 before the first.
export function turnAt(turns: Turn[], ms: number): number {
  let found = -1;
  for (let i = 0; i < turns.length; i++) {
    const start = turns[i]!.start_ms;
    if (start !== null && start <= ms + 30) found = i;
  }
  return found;
}

// When the quoted words are heard: the first word inside the span, else in proportion to the text.
export function timeOf(turn: Turn, evidence: Evidence): number | null {
  if (turn.start_ms === null) return null;
  const begin = utf16Index(turn.text, evidence.chars[0]);
  const words = turn.words ?? [];
  const positions = wordPositions(turn.text, words);
  const at = positions.findIndex((position, i) => position >= 0 && position + words[i]!.text.length > begin);
  if (at >= 0) return words[at]!.start_ms;
  if (turn.end_ms === null || turn.text.length === 0) return turn.start_ms;
  return Math.round(turn.start_ms + ((turn.end_ms - turn.start_ms) * begin) / turn.text.length);
}

export function quote(turns: Turn[], evidence: Evidence): string {
  const turn = turns.find((t) => t.id === evidence.turn);
  return turn ? sliceCodePoints(turn.text, evidence.chars) : '';
}

// A measure that has a value for each party; null where it is unknown.
export function perParty(measures: Record<string, unknown> | null, name: string, inner?: string): Record<Party, number | null> | null {
  const value = measures?.[name];
  if (typeof value !== 'object' || value === null) return null;
  const one = (party: Party): number | null => {
    let x: unknown = (value as Record<string, unknown>)[party];
    if (inner && typeof x === 'object' && x !== null) x = (x as Record<string, unknown>)[inner];
    return typeof x === 'number' ? x : null;
  };
  return { agent: one('agent'), customer: one('customer') };
}

export function single(measures: Record<string, unknown> | null, name: string): number | null {
  const value = measures?.[name];
  return typeof value === 'number' ? value : null;
}

// Why a measure is missing: `overlap_ms` is explained by the skipped feature `overlap`.
export function reasonFor(analysis: Analysis, measure: string): string | null {
  const feature = measure.replace(/^(talk|words_per|syllables_per).*/, 'talk').replace(/(_ms|_count|_partial_ms|_median|_p90)$/, '');
  return analysis.skipped.find((s) => s.feature === feature || s.feature === measure)?.reason ?? null;
}
