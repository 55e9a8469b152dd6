// Two claims of one field beside each other: what was found here, and what a language model read.
import type { Analysis, Claim } from './api/types';

export type Beside = 'disputed' | 'reworded' | null;

// What the claim at `index` is to the one before it, which is of the same field.
export function beside(claims: Claim[], index: number): Beside {
  const claim = claims[index];
  const before = claims[index - 1];
  if (!claim || !before || claim.field !== before.field) return null;
  return claim.state === 'disputed' && before.state === 'disputed' ? 'disputed' : 'reworded';
}

// Whether a dispute is one between this machine and a language model; else a person disputes the claim.
export function disputedByModel(claims: Claim[], index: number): boolean {
  return claims[index]?.state === 'disputed' && (beside(claims, index) === 'disputed' || beside(claims, index + 1) === 'disputed');
}

// Fields whose answer of the language model did not hold, with the reason; and why there is no answer at all.
export function notTaken(analysis: Pick<Analysis, 'skipped'>): { fields: { field: string; reason: string }[]; whole: string | null } {
  const fields = analysis.skipped.filter((s) => s.feature.startsWith('llm.')).map((s) => ({ field: s.feature.slice(4), reason: s.reason }));
  return { fields, whole: analysis.skipped.find((s) => s.feature === 'llm')?.reason ?? null };
}
