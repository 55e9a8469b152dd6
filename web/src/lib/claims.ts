// What kind of thing a claim's value is, so that it can be shown fittingly whatever a maker put into it.
import type { ValueGroup } from './i18n/index.svelte';

export interface Term {
  text: string;
  count: number | null;
}

export type Shown =
  | { kind: 'nothing' }
  | { kind: 'label'; group: ValueGroup | null; id: string }
  | { kind: 'score'; score: number; low: number | null; high: number | null; sentence: string; items: [string, boolean | null][]; details: [string, number][] }
  | { kind: 'course'; quarters: (string | null)[]; trend: string }
  | { kind: 'duration'; ms: number }
  | { kind: 'sentence'; text: string }
  | { kind: 'list'; items: string[] }
  | { kind: 'terms'; groups: { party: string | null; terms: Term[] }[] }
  | { kind: 'parts'; rows: [string, string][][]; group: ValueGroup | null };

const labelGroups: Record<string, ValueGroup> = {
  sentiment: 'sentiment',
  resolution: 'resolution',
  topic: 'topic',
  mood: 'mood',
  tone: 'tone',
  churn_risk: 'risk',
  follow_up: 'yesNo',
};
// Numbers that stand beside a score.
const details = ['effort', 'repeats', 'transfers', 'minutes'];
const scores = new Set(['agent_performance', 'customer_conduct', 'satisfaction', 'empathy', 'professionalism']);

export function shownValue(field: string, value: unknown): Shown {
  if (value === null || value === undefined || (Array.isArray(value) && value.length === 0)) return { kind: 'nothing' };
  const group = labelGroups[field] ?? null;
  if (typeof value === 'boolean') return { kind: 'label', group: 'yesNo', id: String(value) };
  if (typeof value === 'number') {
    if (field === 'time_to_resolution') return { kind: 'duration', ms: value };
    return scores.has(field) ? score(value, {}) : { kind: 'sentence', text: String(value) };
  }
  if (typeof value === 'string') return group ? { kind: 'label', group, id: value } : { kind: 'sentence', text: value };
  if (field === 'commitments' && Array.isArray(value))
    return { kind: 'parts', rows: value.map((item) => promise(item as Record<string, unknown>)), group: null };
  if (Array.isArray(value)) return shownList(value);
  const object = value as Record<string, unknown>;
  if (typeof object['score'] === 'number') return score(object['score'], object);
  if (Array.isArray(object['quarters']) && typeof object['trend'] === 'string') {
    const quarters = (object['quarters'] as unknown[]).map((q) => (typeof q === 'string' ? q : null));
    return { kind: 'course', quarters, trend: object['trend'] };
  }
  if (group && typeof object['label'] === 'string') return { kind: 'label', group, id: object['label'] };
  const parties = Object.entries(object).filter(([, v]) => Array.isArray(v));
  if (parties.length > 0 && parties.length === Object.keys(object).length) {
    const groups = parties.map(([party, list]) => ({ party, terms: terms(list as unknown[]) })).filter((g) => g.terms.length > 0);
    return groups.length > 0 ? { kind: 'terms', groups } : { kind: 'nothing' };
  }
  return { kind: 'parts', rows: [pairs(object)], group };
}

function shownList(list: unknown[]): Shown {
  if (list.every((item) => typeof item === 'string')) return { kind: 'list', items: list as string[] };
  const found = terms(list);
  if (found.length === list.length) return { kind: 'terms', groups: [{ party: null, terms: found }] };
  return { kind: 'parts', rows: list.map((item) => pairs(item as Record<string, unknown>)), group: null };
}

// Words with counts come as {text, count} or as [text, count].
function terms(list: unknown[]): Term[] {
  const result: Term[] = [];
  for (const item of list) {
    if (typeof item === 'string') result.push({ text: item, count: null });
    else if (Array.isArray(item) && typeof item[0] === 'string') {
      result.push({ text: item[0], count: typeof item[1] === 'number' ? item[1] : null });
    } else if (typeof item === 'object' && item !== null && 'text' in item) {
      const { text, count } = item as { text: unknown; count?: unknown };
      result.push({ text: String(text), count: typeof count === 'number' ? count : null });
    }
  }
  return result;
}

function score(value: number, object: Record<string, unknown>): Shown {
  const number = (key: string) => (typeof object[key] === 'number' ? (object[key] as number) : null);
  const items = typeof object['items'] === 'object' && object['items'] !== null ? Object.entries(object['items']) : [];
  return {
    kind: 'score',
    score: value,
    low: number('low'),
    high: number('high'),
    sentence: typeof object['sentence'] === 'string' ? object['sentence'] : '',
    items: items.map(([name, met]) => [name, isMet(met)]),
    details: details.flatMap((key) => (typeof object[key] === 'number' ? [[key, object[key] as number] as [string, number]] : [])),
  };
}

// An item of a scorecard comes as a boolean or with its answer: yes, no or na.
function isMet(item: unknown): boolean | null {
  if (typeof item === 'boolean') return item;
  const answer = typeof item === 'object' && item !== null ? (item as { answer?: unknown }).answer : null;
  return answer === 'yes' ? true : answer === 'no' ? false : null;
}

// Of a promise: who, what and until when; the words for the day only where they give no day.
function promise(item: Record<string, unknown>): [string, string][] {
  const { who, what, when, due } = item;
  return pairs(due ? { who, what, due } : { who, what, when });
}

function pairs(object: Record<string, unknown>): [string, string][] {
  return Object.entries(object)
    .filter(([, v]) => v !== null && v !== undefined && v !== '')
    .map(([k, v]) => [k, typeof v === 'object' ? JSON.stringify(v) : String(v)]);
}
