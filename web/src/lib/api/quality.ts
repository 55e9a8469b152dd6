// The calls of the quality page and of the scoring panel, and their shapes: docs/formats/scorecards.md.
import { getJson, sendJson } from './client';
import type { Evidence } from './types';

export type QuestionType = 'yes_no' | 'scale' | 'choice';
export type NaRule = 'not_allowed' | 'leave_out' | 'full_points';
export type Critical = 'none' | 'section' | 'card' | 'compliance';
export type Mode = 'manual' | 'suggest' | 'auto';
export type SourceKind = 'person' | 'rubric' | 'phrases' | 'measure';

export interface Position {
  edge: 'start' | 'end';
  turns?: number;
  seconds?: number;
}

export interface Source {
  kind: SourceKind;
  item?: string;
  speaker?: 'agent' | 'customer';
  expect?: 'said' | 'not_said';
  phrases?: string[];
  measure?: string;
  at_least?: number;
  at_most?: number;
}

export interface Option {
  id: string;
  text: string;
  points: number;
}

export interface Question {
  id: string;
  text: string;
  help: string;
  type: QuestionType;
  weight: number;
  good?: 'yes' | 'no';
  min?: number;
  max?: number;
  options?: Option[];
  na: NaRule;
  critical: Critical;
  position: Position | null;
  source: Source;
  mode: Mode;
}

export interface Section {
  id: string;
  title: string;
  weight: number;
  questions: Question[];
}

export interface Card {
  schema: string;
  name: string;
  language: string;
  kinds: string[];
  sections: Section[];
}

export interface MeanScore {
  mean: number | null;
  n: number;
  low: number | null;
  high: number | null;
}

export type CardState = 'draft' | 'published' | 'archived';

export interface ScorecardRow {
  id: string;
  name: string;
  state: CardState;
  has_draft: boolean;
  number: number | null;
  kinds: string[];
  questions: number;
  changed_at: string;
  evaluations: MeanScore;
}

export interface Revision {
  id: string;
  number: number;
  state: 'published' | 'archived';
  published_by: string;
  published_by_name: string | null;
  published_at: string;
  archived_at: string | null;
}

export interface Scorecard {
  id: string;
  name: string;
  state: CardState;
  version: number;
  draft: Card | null;
  draft_by_name: string | null;
  draft_at: string;
  published: Card | null;
  revisions: Revision[];
}

export interface Templates {
  items: { name: string; card: Card }[];
  rubric_items: string[];
  measures: string[];
}

export type Lock = 'unlocked' | 'too_few' | 'too_low' | 'no_variation';

export interface Agreement {
  question: string;
  text: string;
  section: string;
  mode: Mode;
  n: number;
  blind: number;
  same: number;
  kappa: number | null;
  low: number | null;
  high: number | null;
  lock: Lock;
}

export interface Agreements {
  needed: number;
  window: number;
  kappa: number;
  items: Agreement[];
}

export interface Results {
  all: MeanScore;
  not_compliant: number;
  needed: number;
  agents: { id: string | null; name: string | null; score: MeanScore; not_compliant: number; difference: 'too_few' | 'none' | 'higher' | 'lower' }[];
  sections: { id: string; title: string | null; score: MeanScore }[];
}

export interface Said {
  answer: string | null;
  author: string;
  author_name?: string | null;
  at: string;
  note: string | null;
  reason: string | null;
  probability: number | null;
  measured: number | null;
  counts: boolean;
  saw_machine: boolean;
  evidence: Evidence[];
}

export interface AnswerPair {
  question: string;
  hidden: boolean; // the machine has answered; shown once the evaluation is finished
  machine: Said | null;
  person: Said | null;
  before: Said[];
}

export interface Score {
  score: number | null;
  failed: boolean;
  compliant: boolean;
  failures: string[];
  answered: number;
  questions: number;
  sections: { id: string; score: number | null; failed: boolean }[];
}

export interface Evaluation {
  id: string;
  conversation_id: string;
  scorecard_id: string;
  revision: { id: string; number: number };
  analysis_id: string;
  evaluator: string;
  evaluator_name: string | null;
  mine: boolean;
  started_at: string;
  finished_at: string | null;
  card: Card;
  score: Score;
  answers: AnswerPair[];
}

export interface Evaluations {
  items: Evaluation[];
  cards: { id: string; name: string }[];
}

async function send<T>(method: string, path: string, body: unknown): Promise<T> {
  return (await (await sendJson(method, path, body)).json()) as T;
}

const card = (id: string) => `/v1/scorecards/${encodeURIComponent(id)}`;
const of = (conversation: string) => `/v1/conversations/${encodeURIComponent(conversation)}/evaluations`;

export const quality = {
  cards: () => getJson<{ items: ScorecardRow[] }>('/v1/scorecards'),
  templates: () => getJson<Templates>('/v1/scorecards/templates'),
  card: (id: string) => getJson<Scorecard>(card(id)),
  create: (wish: { template: string } | { card: Card }) => send<Scorecard>('POST', '/v1/scorecards', wish),
  save: (id: string, draft: Card, version: number) => send<Scorecard>('PUT', `${card(id)}/draft`, { card: draft, version }),
  publish: (id: string, version: number) => send<Scorecard>('POST', `${card(id)}/publish`, { version }),
  archive: (id: string) => send<Scorecard>('POST', `${card(id)}/archive`, {}),
  agreement: (id: string) => getJson<Agreements>(`${card(id)}/agreement`),
  results: (id: string) => getJson<Results>(`${card(id)}/results`),

  evaluations: (conversation: string) => getJson<Evaluations>(of(conversation)),
  begin: (conversation: string, scorecard_id: string) => send<Evaluation>('POST', of(conversation), { scorecard_id }),
  // Null takes the answer back.
  answer: (e: Evaluation, question: string, answer: string | null, note: string) =>
    send<Evaluation>('POST', `${of(e.conversation_id)}/${encodeURIComponent(e.id)}/answers`, { question, answer, note }),
  finish: (e: Evaluation) => send<Evaluation>('POST', `${of(e.conversation_id)}/${encodeURIComponent(e.id)}/finish`, {}),
};
