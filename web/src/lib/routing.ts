// What the routing page computes, without a browser.
import type { ClassFigures, Promised } from './api/routing';
import type { Guess } from './api/types';

// The place of the dial that stands for a promise: the one with the same risk, else the nearest.
export function placeOf(dial: Promised[], risk: number): number {
  let best = 0;
  dial.forEach((point, i) => {
    if (Math.abs(point.target_risk - risk) < Math.abs(dial[best]!.target_risk - risk)) best = i;
  });
  return best;
}

// The labels a person may choose from: the model's guesses first, then the others by name; Unknown is no choice.
export function choices(top: Guess[], known: string[], locale: string): { label: string; probability: number | null }[] {
  const guesses = top.filter(([label]) => label !== 'Unknown').map(([label, probability]) => ({ label, probability: probability as number | null }));
  const named = new Set(guesses.map((g) => g.label));
  const rest = known.filter((label) => !named.has(label)).sort((a, b) => a.localeCompare(b, locale));
  return [...guesses, ...rest.map((label) => ({ label, probability: null }))];
}

export type SliceName =
  | { kind: 'language'; id: string }
  | { kind: 'unclear' }
  | { kind: 'upTo' | 'over'; n: number }
  | { kind: 'between'; a: number; b: number }
  | { kind: 'other'; text: string };

// "language: tr", "words: 11 to 30" → its parts.
export function readSlice(text: string): SliceName {
  const language = /^language: (.+)$/.exec(text)?.[1];
  if (language === 'not clear') return { kind: 'unclear' };
  if (language) return { kind: 'language', id: language };
  const upTo = /^words: up to (\d+)$/.exec(text)?.[1];
  if (upTo) return { kind: 'upTo', n: Number(upTo) };
  const over = /^words: over (\d+)$/.exec(text)?.[1];
  if (over) return { kind: 'over', n: Number(over) };
  const [, a, b] = /^words: (\d+) to (\d+)$/.exec(text) ?? [];
  if (a && b) return { kind: 'between', a: Number(a), b: Number(b) };
  return { kind: 'other', text };
}

// Whether clearly less is answered here than was promised: more than chance explains at 95 %, and more than a little.
export function unlikeExamples(promised: number, routed: number, n: number): boolean {
  const half = 1.96 * Math.sqrt((promised * (1 - promised)) / Math.max(1, n));
  return n > 0 && promised - routed > Math.max(0.05, half);
}

const sliceKinds: SliceName['kind'][] = ['language', 'unclear', 'upTo', 'between', 'over', 'other'];

// Languages first, then lengths from short to long.
export function orderSlices<T extends { slice: string }>(slices: T[]): T[] {
  const rank = ({ slice }: T): number => {
    const s = readSlice(slice);
    return sliceKinds.indexOf(s.kind) * 1000 + (s.kind === 'between' ? s.a : 0);
  };
  return [...slices].sort((a, b) => rank(a) - rank(b));
}

// The labels that are found least first; those without examples last.
export function weakestFirst(classes: ClassFigures[]): ClassFigures[] {
  return [...classes].sort((a, b) => (a.f1 ?? 2) - (b.f1 ?? 2) || b.n - a.n);
}
