// How the product's labels look: icon and tone, so that colour is never the only carrier.
import type { IconName } from '../components/Icon.svelte';

export type Tone = 'positive' | 'neutral' | 'mixed' | 'negative' | 'unknown';

export function sentimentLook(id: string | null | undefined): { tone: Tone; icon: IconName } {
  switch (id) {
    case 'positive':
      return { tone: 'positive', icon: 'emojiHappy' };
    case 'negative':
      return { tone: 'negative', icon: 'emojiAngry' };
    case 'mixed':
      return { tone: 'mixed', icon: 'emojiMixed' };
    case 'neutral':
      return { tone: 'neutral', icon: 'emojiNeutral' };
    default:
      return { tone: 'unknown', icon: 'question' };
  }
}

export function resolutionLook(id: string | null | undefined): { tone: Tone; icon: IconName } {
  switch (id) {
    case 'resolved':
      return { tone: 'positive', icon: 'checkCircle' };
    case 'partly':
      return { tone: 'mixed', icon: 'half' };
    case 'unresolved':
      return { tone: 'negative', icon: 'crossCircle' };
    default:
      return { tone: 'unknown', icon: 'question' };
  }
}

export const kindIcon: Record<string, IconName> = { call: 'telephone', chat: 'chat', tweet: 'chats' };
