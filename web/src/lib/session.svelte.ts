// Who is signed in and to which centre.
import { api } from './api';
import { ApiError, onSignedOut } from './api/client';
import type { Centre, User } from './api/types';
import { Format } from './format';
import { language, languageFrom, setLanguage, t, type Language } from './i18n/index.svelte';

type Phase = 'starting' | 'signedOut' | 'signedIn' | 'unreachable';

const state = $state<{ phase: Phase; user: User | null; centre: Centre | null; expired: boolean; chosen: Language | null }>({
  phase: 'starting',
  user: null,
  centre: null,
  expired: false,
  chosen: null, // a language picked before signing in outweighs the remembered one
});

export function session(): typeof state {
  return state;
}

export type Right = 'originals' | 'privacy' | 'audit' | 'models';

export function can(right: Right): boolean {
  return state.user?.rights?.includes(right) ?? false;
}

// Who makes scorecards and scores by them.
export function mayScore(): boolean {
  return ['admin', 'manager', 'team_leader'].includes(state.user?.role ?? '');
}

// Minutes east of UTC of the centre's wall clock; before sign-in the browser's own.
export function utcOffset(): number {
  return state.centre?.utc_offset ?? -new Date().getTimezoneOffset();
}

export function fmt(): Format {
  return new Format(language(), t().unit, utcOffset());
}

export async function openSession(): Promise<void> {
  try {
    const { user, centre } = await api.session();
    const known = languageFrom(user.language);
    if (known && !state.chosen) await setLanguage(known);
    state.user = user;
    state.centre = centre;
    state.phase = 'signedIn';
    state.expired = false;
  } catch (error) {
    state.phase = error instanceof ApiError && error.status === 0 ? 'unreachable' : 'signedOut';
  }
}

export async function signIn(login: string, password: string): Promise<void> {
  await api.signIn(login, password);
  const chosen = state.chosen;
  await openSession();
  if (chosen) chooseLanguage(chosen);
}

export async function signOut(): Promise<void> {
  try {
    await api.signOut();
  } finally {
    forget(false);
  }
}

export function chooseLanguage(next: Language): void {
  void setLanguage(next);
  if (state.user) state.user.language = next;
  state.chosen = state.phase === 'signedIn' ? null : next;
  // The browser remembers it too, so a failure here costs nothing but the other devices.
  if (state.phase === 'signedIn') void api.setLanguage(next).catch(() => {});
}

function forget(expired: boolean): void {
  state.user = null;
  state.centre = null;
  state.expired = expired;
  state.phase = 'signedOut';
}

onSignedOut(() => {
  if (state.phase === 'signedIn') forget(true);
});
