// The calls of the rules page and their shapes: docs/formats/rules.md and docs/formats/rules-api.md.
import { getJson, sendJson } from './client';
import type { Agent, CharSpan, Job } from './types';

export const leafKinds = ['phrase', 'stem', 'near', 'silence', 'interruption', 'sentiment', 'personal_data', 'metadata', 'claim'] as const;
export type LeafKind = (typeof leafKinds)[number];
export type ConditionKind = 'all' | 'any' | LeafKind;
export type Unit = 'seconds' | 'turns' | 'percent';

export interface Window {
  from: 'start' | 'end';
  length: number;
  unit: Unit;
}

export interface Condition {
  kind: ConditionKind;
  not?: boolean;
  of?: Condition[];
  words?: string[];
  other_words?: string[];
  within?: number;
  in_order?: boolean;
  by?: 'stem' | 'phrase';
  at_least_ms?: number;
  field?: string;
  values?: string[];
  speaker?: string;
  window?: Window;
  at_least?: number;
}

export interface Category {
  name: string;
  title: string;
  description: string;
  when: Condition;
}

export interface Book {
  schema: string;
  categories: Category[];
}

export interface Publication {
  number: number;
  revision: string;
  published_by: string;
  published_by_name: string | null;
  published_at: string;
  note: string | null;
  in_use: boolean;
  categories: number;
}

export interface Backfill {
  job: Job;
  revision: string;
  done: number;
  total: number;
  unreadable: { count: number; named: string[] };
  categories: { name: string; title: string | null; added: number; removed: number; unchanged: number }[];
}

export interface Rules {
  revision: string | null;
  book: Book | null;
  publication: Publication | null;
  categories: { name: string; title: string; description: string; conversations: number }[];
  conversations: number;
  behind: number;
  backfill: Backfill | null;
}

export interface Kept {
  revision: string;
  book: Book;
  created_by: string;
  created_by_name: string | null;
  created_at: string;
  note: string | null;
}

// A stretch of a turn, or a stretch of time in which nobody speaks.
export interface Place {
  condition: string;
  turn?: string;
  chars?: CharSpan;
  ms?: [number, number];
}

export interface Quote extends Place {
  role?: string | null;
  text?: string;
}

export interface Sample {
  conversation_id: string;
  source: string | null;
  kind: string;
  agent: Agent | null;
  started_at: string | null;
  evidence: Quote[];
}

export interface NearMiss extends Sample {
  missing: string;
  reason: string;
}

export interface PreviewedCategory {
  name: string;
  title: string;
  description: string;
  conversations: number;
  share: number;
  stored: number | null;
  added: number;
  removed: number;
  near: number;
  samples: Sample[];
  near_misses: NearMiss[];
}

export interface Preview {
  conversations: number;
  of: number;
  revision: string;
  categories: PreviewedCategory[];
  gone: { name: string; stored: number }[];
}

export interface BelongsTo {
  revision: string;
  current: boolean;
  items: { name: string; title: string; evidence: Place[] }[];
}

async function send<T>(path: string, body: unknown): Promise<T> {
  return (await (await sendJson('POST', path, body)).json()) as T;
}

export const rules = {
  get: () => getJson<Rules>('/v1/rules'),
  revisions: () => getJson<{ items: Publication[] }>('/v1/rules/revisions'),
  revision: (id: string) => getJson<Kept>(`/v1/rules/revisions/${encodeURIComponent(id)}`),
  check: (book: Book) => send<{ revision: string; book: Book; categories: number; changed: boolean }>('/v1/rules/check', { book }),
  preview: (book: Book, conversations: number, samples: number) => send<Preview>('/v1/rules/preview', { book, conversations, samples }),
  publish: (book: Book, note: string, seen: string | null) => send<Rules>('/v1/rules/publish', { book, note, seen }),
  publishAgain: (revision: string, note: string, seen: string | null) => send<Rules>('/v1/rules/publish', { revision, note, seen }),
  backfill: () => send<Job>('/v1/rules/backfill', {}),
};
