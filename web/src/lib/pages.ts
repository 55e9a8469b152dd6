// Which page a path shows, and its code, which is fetched when the page is first opened.
import type { Component } from 'svelte';

type Page = Component<any>; // they take an id or nothing
type Load = () => Promise<{ default: Page }>;

const loads = {
  today: () => import('../pages/Today.svelte'),
  conversations: () => import('../pages/Conversations.svelte'),
  conversation: () => import('../pages/Conversation.svelte'),
  live: () => import('../pages/Live.svelte'),
  liveCall: () => import('../pages/LiveCall.svelte'),
  privacy: () => import('../pages/Privacy.svelte'),
  routing: () => import('../pages/Routing.svelte'),
  quality: () => import('../pages/Quality.svelte'),
  scorecard: () => import('../pages/Scorecard.svelte'),
  rules: () => import('../pages/Rules.svelte'),
  system: () => import('../pages/System.svelte'),
  notFound: () => import('../pages/NotFound.svelte'),
} satisfies Record<string, Load>;

export type PageName = keyof typeof loads;

const plain: Record<string, PageName> = {
  '/': 'today', '/conversations': 'conversations', '/live': 'live', '/privacy': 'privacy', '/routing': 'routing', '/quality': 'quality',
  '/rules': 'rules', '/system': 'system',
};
const withId: [RegExp, PageName][] = [
  [/^\/conversations\/([^/]+)$/, 'conversation'],
  [/^\/live\/([^/]+)$/, 'liveCall'],
  [/^\/quality\/([^/]+)$/, 'scorecard'],
];

// `id` is what the address names, decoded; null on pages of everything.
export function pageAt(path: string): { name: PageName; id: string | null } {
  const clean = path.replace(/\/+$/, '') || '/';
  const name = plain[clean] ?? (/^\/(privacy|rules)\//.exec(clean)?.[1] as PageName | undefined);
  if (name) return { name, id: null };
  for (const [pattern, page] of withId) {
    const id = pattern.exec(clean)?.[1];
    if (id) return { name: page, id: decoded(id) };
  }
  return { name: 'notFound', id: null };
}

const there = new Map<PageName, Page>();

// The code of a page if it has been fetched.
export function loaded(name: PageName): Page | null {
  return there.get(name) ?? null;
}

export async function load(name: PageName): Promise<Page> {
  const page = (await (loads[name] as Load)()).default;
  there.set(name, page);
  return page;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
