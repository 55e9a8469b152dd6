// The calls of the routing page and their shapes: docs/formats/routing-api.md.
import { getJson, sendJson } from './client';
import type { Guess, Page, Row } from './types';

export interface Promised {
  target_risk: number;
  delta: number;
  threshold: number;
  coverage: number;
  upper_bound: number;
  calibration_n: number;
  answers: boolean; // false: at this risk nothing is answered
}

export interface Router {
  name: string;
  id: string;
  champion: boolean;
  backend: string;
  created_at: string;
  labels: string[];
  trained_examples: number;
  accuracy: number | null;
  accuracy_interval: [number, number] | null;
  macro_f1: number | null;
  n: number | null;
  policy: Promised;
}

export interface Routers {
  family: string;
  in_use: string | null;
  why_not: string | null;
  promise: Promised | null;
  dial: { target_risk: number; delta: number; by: string; by_name: string | null; at: string } | null;
  broken: string[];
  items: Router[];
}

export interface Slice {
  slice: string;
  n: number;
  accuracy: number;
  coverage: number;
  risk: number | null;
}

export interface ClassFigures {
  label: string;
  n: number;
  precision: number | null;
  recall: number | null;
  f1: number | null;
}

export interface Measured {
  n: number;
  accuracy: number;
  macro_f1: number;
  per_class: ClassFigures[];
  confusions: { truth: string; said: string; n: number }[];
}

export interface Evaluation {
  model: string;
  promise: Promised;
  dial: Promised[];
  evaluation: { valid?: Measured; slices?: Slice[]; brands_masked?: { accuracy: number }; open_set?: { strangers?: { n: number; recall: number } } | null } | null;
  feedback: { n: number; answered: number; right: number; pairs: { said: string | null; label: string; n: number }[] };
}

export interface Labels {
  n: number;
  not_routed: number;
  unknown: number;
  awaiting: number;
  known: string[];
  items: { label: string; count: number }[];
}

export interface TrainingJob {
  id: string;
  status: string;
  backend: string;
  fine_tuned_model: string | null;
  trained_examples: number;
  error: string | null;
  created_at: string;
  finished_at: string | null;
}

export type { Guess };
export const unknownLabel = 'Unknown';

async function send<T>(method: string, path: string, body: unknown): Promise<T> {
  return (await (await sendJson(method, path, body)).json()) as T;
}

export const routing = {
  models: () => getJson<Routers>('/v1/routing/models'),
  evaluation: () => getJson<Evaluation>('/v1/routing/evaluation'),
  labels: () => getJson<Labels>('/v1/routing/labels'),
  unknown: (limit: number, cursor: string | null) => getJson<Page>(`/v1/routing/unknown?limit=${limit}${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`),
  jobs: () => getJson<{ items: TrainingJob[] }>('/v1/routing/jobs?limit=5'),
  promote: (model: string) => send<Routers>('POST', '/v1/routing/models/promote', { model }),
  rollBack: () => send<Routers>('POST', '/v1/routing/models/rollback', {}),
  chooseRisk: (target_risk: number, delta: number) => send<{ changed: number }>('PUT', '/v1/routing/risk', { target_risk, delta }),
  // Null: the router's answer counts again.
  label: (conversation_id: string, label: string | null) => send<Row>('POST', '/v1/feedback', { conversation_id, field: 'routing', label }),
};
