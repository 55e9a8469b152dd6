// The language in use and its catalogue. `t()` is reactive: a component that calls it follows the switch.
// A catalogue is fetched when its language is first chosen.
import { placeholders } from '../offsets';
import type { Catalogue } from './tr';

export type Language = 'tr' | 'en' | 'de';
export const languages: readonly { id: Language; name: string }[] = [
  { id: 'tr', name: 'Türkçe' },
  { id: 'en', name: 'English' },
  { id: 'de', name: 'Deutsch' },
];
const fetch: Record<Language, () => Promise<Catalogue>> = {
  tr: async () => (await import('./tr')).tr,
  en: async () => (await import('./en')).en,
  de: async () => (await import('./de')).de,
};
export type ValueGroup = keyof Catalogue['values'];

const storageKey = 'cxai.language';

export function languageFrom(name: string | null | undefined): Language | null {
  return languages.find((l) => l.id === name)?.id ?? null;
}

function remembered(): Language {
  try {
    return languageFrom(localStorage.getItem(storageKey)) ?? 'tr';
  } catch {
    return 'tr';
  }
}

const state = $state({ language: remembered() });
let catalogue = $state.raw<Catalogue>(undefined!); // there before anything is drawn: see startLanguage
let wanted: Language = state.language;

export function language(): Language {
  return state.language;
}

// Before the first component is made. Rejects when the catalogue cannot be fetched.
export async function startLanguage(): Promise<void> {
  catalogue = await fetch[state.language]();
  document.documentElement.lang = state.language;
}

// The language stays as it is when the catalogue cannot be fetched, or another is chosen meanwhile.
export async function setLanguage(next: Language): Promise<void> {
  wanted = next;
  try {
    localStorage.setItem(storageKey, next);
  } catch {
    // Storage is switched off: the server remembers the language of the user.
  }
  if (next === state.language) return;
  const fetched = await fetch[next]().catch(() => null);
  if (!fetched || wanted !== next) return;
  catalogue = fetched;
  state.language = next;
  document.documentElement.lang = next;
}

export function t(): Catalogue {
  return catalogue;
}

// The name of an identifier that the server sent; one that the catalogue does not know is shown in plain words.
export function valueName(group: ValueGroup, id: string | null | undefined): string {
  if (id === null || id === undefined || id === '' || id === '-') return t().common.unknown;
  const names = t().values[group] as Record<string, string>;
  return names[id] ?? sentenceCase(id.replaceAll('_', ' '));
}

// Masked text in one line, with [PHONE_1] said in words.
export function maskedText(text: string): string {
  let result = '';
  let at = 0;
  for (const p of placeholders(text)) {
    result += `${text.slice(at, p.begin)}[${valueName('pii', p.type)}]`;
    at = p.end;
  }
  return result + text.slice(at);
}

export function hasValue(group: ValueGroup, id: string): boolean {
  return id in t().values[group];
}

function sentenceCase(text: string): string {
  return text.charAt(0).toLocaleUpperCase(state.language) + text.slice(1);
}
