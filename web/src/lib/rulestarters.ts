// Categories to start from, with words of the language that is spoken in the centre.
import type { Condition } from './api/rules';
import type { Language } from './i18n/index.svelte';

export const starters = ['cancel', 'legal', 'silence', 'greeting', 'card', 'unsolved'] as const;
export type Starter = (typeof starters)[number];

const words: Record<Language, { cancel: string[]; cancelOf: string[]; legal: string[]; greeting: string[] }> = {
  tr: {
    cancel: ['iptal', 'kapatmak', 'sonlandırmak'],
    cancelOf: ['abonelik', 'üyelik', 'hat', 'sipariş', 'sözleşme'],
    legal: ['avukat', 'mahkeme', 'dava', 'hakem heyeti', 'tüketici hakları'],
    greeting: ['merhaba*', 'iyi günler', 'iyi akşamlar', 'günaydın', 'hoş geldiniz'],
  },
  en: {
    cancel: ['cancel', 'terminate', 'close'],
    cancelOf: ['subscription', 'contract', 'account', 'order', 'membership'],
    legal: ['lawyer', 'court', 'sue', 'ombudsman', 'legal action'],
    greeting: ['hello', 'good morning', 'good afternoon', 'good evening', 'welcome'],
  },
  de: {
    cancel: ['kündigen', 'stornieren', 'beenden'],
    cancelOf: ['Vertrag', 'Abo', 'Bestellung', 'Konto', 'Mitgliedschaft'],
    legal: ['Anwalt', 'Gericht', 'klagen', 'Verbraucherschutz', 'Verbraucherzentrale'],
    greeting: ['guten Tag', 'guten Morgen', 'guten Abend', 'hallo', 'willkommen'],
  },
};

export function starterCondition(starter: Starter, language: Language): Condition {
  const w = words[language];
  const all = (...of: Condition[]): Condition => ({ kind: 'all', of });
  switch (starter) {
    case 'cancel':
      return all({ kind: 'near', words: w.cancel, other_words: w.cancelOf, within: 5, in_order: false, by: 'stem', speaker: 'customer' });
    case 'legal':
      return all({ kind: 'stem', words: w.legal, speaker: 'customer' });
    case 'silence':
      return all({ kind: 'silence', at_least_ms: 20_000 });
    case 'greeting':
      return all(
        { kind: 'metadata', field: 'kind', values: ['call'] },
        { kind: 'phrase', not: true, words: w.greeting, speaker: 'agent', window: { from: 'start', length: 30, unit: 'seconds' } },
      );
    case 'card':
      return all({ kind: 'personal_data', values: ['CARD', 'CVV'], speaker: 'customer' });
    case 'unsolved':
      return all({ kind: 'claim', field: 'resolution', values: ['unresolved'] }, { kind: 'sentiment', values: ['negative'], speaker: 'customer' });
  }
}
