// The calls of the dashboard, one function each.
import { getJson, request, sendJson } from './client';
import type { Analysis, Centre, Correction, Detail, Facets, Job, JobCounts, LanguageModel, Overview, Page, Peaks, User, Version } from './types';

export const api = {
  session: () => getJson<{ user: User; centre: Centre }>('/v1/session'),
  signIn: async (login: string, password: string) =>
    (await (await sendJson('POST', '/v1/session', { login, password })).json()) as { user: User },
  setLanguage: (language: string) => sendJson('PATCH', '/v1/session', { language }),
  signOut: () => request('/v1/session', { method: 'DELETE' }),

  conversations: (query: string, signal?: AbortSignal) => getJson<Page>(`/v1/conversations?${query}`, signal),
  conversation: (id: string, signal?: AbortSignal) => getJson<Detail>(path(id), signal),
  analyses: (id: string) => getJson<{ items: Version[] }>(`${path(id)}/analyses`),
  analysis: (id: string, analysis: string, signal?: AbortSignal) => getJson<Analysis>(`${path(id)}/analyses/${encodeURIComponent(analysis)}`, signal),
  peaks: (id: string, original: boolean, signal?: AbortSignal) => getJson<Peaks>(`${path(id)}/peaks${original ? '?original=true' : ''}`, signal),
  correct: async (id: string, correction: Correction & { analysis_id: string }) =>
    (await (await sendJson('POST', `${path(id)}/corrections`, correction)).json()) as Job,
  undoCorrection: async (id: string) =>
    (await (await request(`${path(id)}/corrections/last`, { method: 'DELETE' })).json()) as Job,
  facets: (query: string, signal?: AbortSignal) => getJson<Facets>(`/v1/facets?${query}`, signal),
  overview: (query: string, signal?: AbortSignal) => getJson<Overview>(`/v1/statistics/overview?${query}`, signal),

  jobs: (states: string, limit: number, signal?: AbortSignal) =>
    getJson<{ items: Job[]; counts: Required<JobCounts> }>(
      `/v1/jobs?limit=${limit}${states ? `&state=${states}` : ''}`,
      signal,
    ),
  job: (id: string) => getJson<Job>(`/v1/jobs/${encodeURIComponent(id)}`),
  languageModel: () => getJson<LanguageModel>('/v1/language-model'),
  openapi: () => getJson<{ info?: { version?: string; title?: string } }>('/v1/openapi.json'),
};

function path(id: string): string {
  return `/v1/conversations/${encodeURIComponent(id)}`;
}

export const urls = {
  liveCalls: '/v1/live/calls/events',
  liveCall: (id: string) => `/v1/live/calls/${encodeURIComponent(id)}/events`,
  audio: (id: string) => `${path(id)}/audio`,
  // `how`: to listen to, or the recording as it is kept. The reason goes into the audit chain.
  original: (id: string, how: 'true' | 'file', reason: string) => `${path(id)}/audio?original=${how}&reason=${encodeURIComponent(reason)}`,
  transcript: (id: string, format: string) => `${path(id)}/transcript.${format}`,
  export: (query: string, format: string, lang: string) =>
    `/v1/conversations/export?format=${format}&lang=${lang}${query ? `&${query}` : ''}`,
};
