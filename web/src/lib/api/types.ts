// The shapes of docs/formats/http-api.md. Unknown values are null.
import type { BelongsTo } from './rules';

export interface User {
  id: string;
  login: string;
  name: string;
  role: string;
  agent_id: string | null;
  language: string;
  rights?: string[]; // originals, privacy, audit
}

export interface Centre {
  name: string;
  demo: boolean;
  time_zone: string;
  utc_offset: number; // minutes east of UTC
}

export interface Agent {
  id: string | null;
  name: string;
}

export type Party = 'agent' | 'customer';

export interface LiveTrack {
  party: string | null;
  speaking: boolean;
  talk_ms: number;
  filled_ms: number;
  dropped_ms: number;
  unheard_ms: number;
}

export interface LiveTurn {
  id: string;
  track: number;
  party: string | null;
  start_ms: number;
  end_ms: number;
  text: string;
}

// A call that is being spoken now.
export interface LiveCall {
  id: string;
  call_id: string | null;
  agent: { id: string | null; name: string | null } | null;
  direction: string | null;
  started_at: string;
  duration_ms: number;
  silent_since_ms: number | null; // nobody speaks since this moment of the call
  overlapping: boolean;
  tracks: LiveTrack[];
  has_text: boolean;
  turns?: LiveTurn[];
}

export type Guess = [label: string, probability: number];

export interface RowRouting {
  label: string; // what counts
  said: string | null; // by the model
  person: string | null;
  top: Guess[];
  model: string | null;
}

export interface Row {
  id: string;
  kind: 'call' | 'chat' | 'tweet';
  state: 'queued' | 'ready' | 'failed';
  failure: string | null;
  source: string | null;
  language: string | null;
  started_at: string | null;
  duration_ms: number | null;
  agent: Agent | null;
  team: string | null;
  company: string | null;
  sentiment: string | null;
  resolution: string | null;
  topic: string | null;
  routing: RowRouting | null; // null: not routed
  silence_ms: number | null;
  overlap_ms: number | null;
  talk_ms: Record<Party, number | null>;
  words: Record<Party, number | null>;
  turns: number | null;
  first_words: string | null;
  has_audio: boolean;
}

export interface Page {
  items: Row[];
  next_cursor: string | null;
  total: number;
}

export interface Recording {
  sha256?: string;
  size_bytes?: number;
  media_type?: string;
  codec?: string;
  sample_rate_hz?: number;
  channels?: number;
  duration_ms?: number;
}

export interface Detail {
  conversation: Row & {
    metadata?: Record<string, unknown> | null;
    recording?: Recording | null;
    hold_ms?: number | null;
    direction?: string | null;
    created_at?: string | null;
  };
  analysis: Analysis | null;
  analyses: string[];
  categories?: BelongsTo | null; // null: no book of rules was applied
}

export type CharSpan = [number, number]; // code points, end exclusive

export interface Word {
  text: string;
  start_ms: number;
  end_ms: number;
  confidence?: number;
}

export interface Pii {
  type: string;
  chars: CharSpan;
  spoken?: boolean;
}

export interface Turn {
  id: string;
  role: string | null;
  speaker?: string;
  channel?: number;
  start_ms: number | null;
  end_ms: number | null;
  text: string;
  confidence?: number;
  words?: Word[];
  pii?: Pii[];
  sentiment?: { label: string; probability: number } | null;
}

export interface Evidence {
  turn: string;
  chars: CharSpan;
}

export interface Claim {
  field: string;
  value: unknown;
  probability: number | null;
  method: string;
  evidence: Evidence[];
  state: string;
  confirmed_by?: string; // another method that came to the same value
}

// What leaves for a language model.
export interface LanguageModel {
  in_use: boolean;
  endpoint?: string;
  model?: string;
  spent_today?: { day: string; requests: number; refused: number; tokens_in: number; tokens_out: number; usd: number };
  limits?: { tokens_a_day: number | null; usd_a_day: number | null };
}

// Speech that gave no words.
export interface Dropped {
  channel: number;
  start_ms: number;
  end_ms: number;
  reason: string;
  figures?: Record<string, number>;
}

export interface Correction {
  kind: 'swap_roles' | 'merge_voices' | 'rename_voice' | 'set_role' | 'set_voice';
  voice?: string;
  to?: string;
  by?: string;
  at?: string;
}

export interface Analysis {
  schema: string;
  analysis_id: string;
  created_at: string;
  status: string;
  language?: string | null;
  skipped: { feature: string; reason: string }[];
  dropped?: Dropped[];
  corrections?: Correction[];
  recipe: Record<string, unknown>;
  turns: Turn[];
  measures: Record<string, unknown> | null;
  claims: Claim[];
}

// One of the analyses of a conversation, without what it says.
export interface Version {
  id: string;
  created_at: string;
  status: string;
  supersedes: string | null;
  current: boolean;
  recipe: Record<string, unknown>;
  corrections: number;
}

export interface Peaks {
  per_second: number;
  duration_ms: number;
  channels: number[][];
}

export interface Mean {
  mean: number | null; // null when n = 0
  n: number;
  low: number | null;
  high: number | null;
}

export const sentiments = ['positive', 'neutral', 'mixed', 'negative', 'unknown'] as const;
export const resolutions = ['resolved', 'partly', 'unresolved', 'cannot_tell', 'unknown'] as const;
export type Sentiment = (typeof sentiments)[number];
export type Resolution = (typeof resolutions)[number];

export interface Bucket {
  key: string | null; // null: unknown
  label: string | null;
  count: number;
  sentiment: Record<Sentiment, number>;
  resolution: Record<Resolution, number>;
  duration_ms: Mean;
  silence_ms: Mean;
}

export interface JobCounts {
  queued: number;
  running: number;
  succeeded?: number;
  failed: number;
}

export interface Overview {
  from: string | null;
  to: string | null;
  n: number;
  totals: Bucket;
  previous: Bucket | null;
  by_time: { unit: 'hour' | 'day'; items: Bucket[] };
  by_agent: Bucket[];
  by_topic: Bucket[];
  by_kind: Bucket[];
  by_team: Bucket[];
  top_terms: { term: string; conversations: number }[];
  longest_silences: Row[];
  jobs: JobCounts;
}

export interface Facets {
  agents: { id: string; name: string }[];
  teams: string[];
  topics: string[];
  companies: string[];
  labels: string[];
  languages: string[];
  categories?: { id: string; name: string }[];
}

export interface Job {
  id: string;
  kind: string;
  conversation_id: string | null;
  state: 'queued' | 'running' | 'succeeded' | 'failed';
  progress: number;
  stage: string;
  attempts: number;
  error: string | null;
  created_at: string;
  updated_at: string;
}

export interface Accepted {
  items: { conversation_id: string; job_id: string; already_there: boolean; source: string }[];
  failures: { source: string; line?: number | null; detail: string }[];
}

export interface Problem {
  title: string;
  status: number;
  code?: string;
  detail?: string;
}
