// The calls of the privacy desk and their shapes: docs/formats/privacy-api.md.
import { getJson, request, sendJson } from './client';
import type { Row, Turn } from './types';

export interface Listed<T> {
  items: T[];
  next_cursor: string | null;
}

export interface Identifier {
  type: string;
  value: string;
}

export interface PrivacyRequest {
  id: string;
  kind: 'access' | 'erasure';
  state: 'received' | 'erasing' | 'completed' | 'refused';
  received_at: string;
  due_at: string;
  days_left: number | null;
  overdue: boolean;
  closed_at: string | null;
  identifiers: string[]; // "PHONE ••33"
  note: string;
  history: { at: string; by: string; by_name: string | null; what: string; reason: string }[];
  has_certificate: boolean;
}

export interface PersonConversation {
  id: string;
  found: string[]; // "PHONE (customer)"
  as_customer: boolean;
  holds: string[];
  conversation: Row | null;
}

export interface Certificate {
  schema: string;
  id: string;
  issuer: string;
  issued_at: string;
  request: string;
  destroyed: { conversation_id: string; at: string; bytes: number }[];
  kept: { conversation_id: string; why: string }[];
  scope: string[];
  signature: string;
}

export const parts = ['sound', 'text', 'everything'] as const;
export const filters = ['kinds', 'teams', 'companies', 'languages', 'topics'] as const;

export interface RetentionClass {
  name: string;
  position: number;
  legal_basis: string;
  sound_days: number | null;
  text_days: number | null;
  everything_days: number | null;
  applies_to: Record<(typeof filters)[number], string[]>;
}

export interface Due {
  conversation_id: string;
  class: string | null;
  legal_basis: string;
  part: string;
  due_since: string;
  bytes: number;
  holds: string[];
}

export interface Plan {
  items: Due[];
  due: number;
  held: number;
  bytes: number;
}

export interface RetentionRun {
  destroyed: number;
  held: number;
  failed: number;
  bytes: number;
}

export interface Destruction {
  id: string;
  at: string;
  conversation_id: string;
  what: string;
  reason: string;
  basis: string;
  actor: string;
  actor_name: string | null;
  request_id: string | null;
  bytes: number;
}

export interface Hold {
  id: string;
  conversation_id: string | null;
  person: string | null;
  label: string;
  reason: string;
  placed_by: string;
  placed_by_name: string | null;
  placed_at: string;
  released_by: string | null;
  released_by_name: string | null;
  released_at: string | null;
  release_reason: string | null;
}

export interface AuditEntry {
  seq: number;
  at: string;
  actor: string;
  actor_name: string | null;
  action: string;
  conversation_id: string | null;
  reason: string;
  detail: Record<string, unknown> | null;
}

export interface AuditVerdict {
  intact: boolean;
  rows: number;
  bad_row: number | null;
  what: string | null;
}

export interface Original {
  id: string;
  transcript: { language?: string; turns: Turn[] } | null;
  details: { source?: string; customer_ref?: string; metadata?: Record<string, unknown> } | null;
}

export interface Consent {
  notice: string | null;
  consent: string | null;
  basis: string | null;
  recorded_by?: string;
  recorded_by_name?: string | null;
  recorded_at?: string;
}

const desk = '/v1/privacy';
const one = (id: string) => `${desk}/requests/${encodeURIComponent(id)}`;
const conversation = (id: string) => `/v1/conversations/${encodeURIComponent(id)}`;

async function send<T>(method: string, path: string, body: unknown): Promise<T> {
  return (await (await sendJson(method, path, body)).json()) as T;
}

// Of a list address: the query with what is not empty.
export function query(values: Record<string, string | number | null | undefined>): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(values)) if (value !== null && value !== undefined && value !== '') search.set(key, String(value));
  return search.size > 0 ? `?${search}` : '';
}

export const privacy = {
  requests: (state: string, cursor: string | null) => getJson<Listed<PrivacyRequest>>(`${desk}/requests${query({ state, cursor })}`),
  request: (id: string) => getJson<PrivacyRequest>(one(id)),
  open: (wish: { kind: string; identifiers: Identifier[]; note?: string; received_at?: string }) => send<PrivacyRequest>('POST', `${desk}/requests`, wish),
  find: (identifiers: Identifier[], reason: string) => send<{ identifiers: string[]; items: PersonConversation[] }>('POST', `${desk}/find`, { identifiers, reason }),
  conversations: (id: string) => getJson<{ items: PersonConversation[] }>(`${one(id)}/conversations`),
  export: (id: string, format: 'json' | 'html', reason: string, except: string[]) => sendJson('POST', `${one(id)}/export`, { format, reason, except }),
  erase: (id: string, reason: string, except: string[]) => send<Certificate>('POST', `${one(id)}/erase`, { reason, except }),
  refuse: (id: string, reason: string) => send<PrivacyRequest>('POST', `${one(id)}/refuse`, { reason }),
  certificate: (id: string) => getJson<Certificate>(`${one(id)}/certificate`),
  certificateUrl: (id: string) => `${one(id)}/certificate`,
  // The text goes as it came: the order of the keys is part of what was signed.
  check: async (text: string) =>
    (await (await request(`${desk}/certificates`, { method: 'POST', body: text, headers: { 'Content-Type': 'application/json' } })).json()) as { genuine: boolean; of_this_centre: boolean },

  classes: () => getJson<{ items: RetentionClass[] }>(`${desk}/retention`),
  putClass: (k: RetentionClass) => send<RetentionClass>('PUT', `${desk}/retention/${encodeURIComponent(k.name)}`, k),
  dropClass: (name: string) => request(`${desk}/retention/${encodeURIComponent(name)}`, { method: 'DELETE' }),
  plan: () => getJson<Plan>(`${desk}/retention/plan?limit=200`),
  run: (reason: string) => send<RetentionRun>('POST', `${desk}/retention/run`, { reason }),
  destructions: (cursor: string | null) => getJson<Listed<Destruction>>(`${desk}/destructions${query({ cursor })}`),

  holds: (released: boolean, cursor: string | null) => getJson<Listed<Hold>>(`${desk}/holds${query({ released: released ? 1 : null, cursor })}`),
  placeHold: (wish: { reason: string; conversation_id?: string; person?: Identifier }) => send<Hold>('POST', `${desk}/holds`, wish),
  releaseHold: (id: string, reason: string) => send<Hold>('POST', `${desk}/holds/${encodeURIComponent(id)}/release`, { reason }),

  audit: (filter: { conversation: string; actor: string; action: string }, cursor: string | null) => getJson<Listed<AuditEntry>>(`/v1/audit${query({ ...filter, cursor })}`),
  verifyAudit: () => getJson<AuditVerdict>('/v1/audit/verify'),

  original: (id: string, reason: string) => send<Original>('POST', `${conversation(id)}/original`, { reason }),
  consent: (id: string, signal?: AbortSignal) => getJson<Consent>(`${conversation(id)}/consent`, signal),
  putConsent: (id: string, consent: Consent) => send<Consent>('PUT', `${conversation(id)}/consent`, { notice: consent.notice ?? '', consent: consent.consent ?? '', basis: consent.basis ?? '' }),
};
