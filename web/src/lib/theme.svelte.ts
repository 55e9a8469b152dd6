// Light, dark or as the system has it. public/theme.js does the same before the first paint.

export const themes = ['light', 'dark', 'auto'] as const;
export type Theme = (typeof themes)[number];

const storageKey = 'cxai.theme';
const system = matchMedia('(prefers-color-scheme: dark)');

const state = $state<{ choice: Theme; dark: boolean }>({ choice: remembered(), dark: false });

function remembered(): Theme {
  try {
    const text = localStorage.getItem(storageKey);
    return themes.find((theme) => theme === text) ?? 'auto';
  } catch {
    return 'auto';
  }
}

function applyTheme(): void {
  state.dark = state.choice === 'dark' || (state.choice === 'auto' && system.matches);
  document.documentElement.setAttribute('data-bs-theme', state.dark ? 'dark' : 'light');
}

system.addEventListener('change', applyTheme);
applyTheme();

export function theme(): Theme {
  return state.choice;
}

export function isDark(): boolean {
  return state.dark;
}

export function setTheme(next: Theme): void {
  state.choice = next;
  try {
    localStorage.setItem(storageKey, next);
  } catch {
    // Storage is switched off: the choice lasts until the page is left.
  }
  applyTheme();
}

// A colour of the current theme, by the name of its design token.
export function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--cx-${name}`).trim();
}

// A mixture of two colours written as #rrggbb; `share` of the first.
export function blend(first: string, second: string, share: number): string {
  const part = (colour: string, at: number) => parseInt(colour.slice(at, at + 2), 16);
  const mixed = [1, 3, 5].map((at) => Math.round(share * part(first, at) + (1 - share) * part(second, at)));
  return `#${mixed.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}
