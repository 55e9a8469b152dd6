// The arithmetic and the checks of the privacy desk, without a browser.
import type { PersonConversation } from './api/privacy';
import type { Turn } from './api/types';
import { dayOf } from './time';

// What people give at a counter first, then the rest.
export const identifierTypes = ['PHONE', 'EMAIL', 'TCKN', 'CUSTOMER_NO', 'POLICY_NO', 'IBAN', 'VKN', 'PASSPORT', 'PLATE', 'USERNAME', 'OTHER_ID'] as const;
export type IdentifierType = (typeof identifierTypes)[number];
export type IdentifierFault = 'tcknWrong' | 'emailWrong' | 'phoneWrong';

// Calendar days of the centre from now to `due`; negative: it is over.
export function daysLeft(due: string, now: number, offset: number): number {
  const day = (instant: number) => Date.parse(`${dayOf(instant, offset)}T00:00:00Z`);
  return Math.round((day(Date.parse(due)) - day(now)) / 86_400_000);
}

// The two check digits of a Turkish identity number.
export function isTckn(text: string): boolean {
  const d = [...text.replace(/\s/g, '')].map(Number);
  if (d.length !== 11 || d.some((n) => !Number.isInteger(n)) || d[0] === 0) return false;
  const odd = d[0]! + d[2]! + d[4]! + d[6]! + d[8]!;
  const even = d[1]! + d[3]! + d[5]! + d[7]!;
  const tenth = (((odd * 7 - even) % 10) + 10) % 10;
  const eleventh = d.slice(0, 10).reduce((a, b) => a + b, 0) % 10;
  return d[9] === tenth && d[10] === eleventh;
}

// What is wrong with a value of this type, if it can be told; people mistype, and a wrong value finds nobody.
export function identifierFault(type: string, value: string): IdentifierFault | null {
  const text = value.trim();
  if (type === 'TCKN' && !isTckn(text)) return 'tcknWrong';
  if (type === 'EMAIL' && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text)) return 'emailWrong';
  if (type === 'PHONE' && text.replace(/\D/g, '').length < 10) return 'phoneWrong';
  return null;
}

// "PHONE (customer)" → its type and who gave it.
export function readFound(text: string): { type: string; origin: string } {
  const [, type, origin] = /^(\S+) \((.+)\)$/.exec(text) ?? [];
  return { type: type ?? text, origin: origin ?? '' };
}

// "PHONE ••33" → its type and what may be shown of the value.
export function readLabel(text: string): { type: string; rest: string } {
  const at = text.indexOf(' ');
  return at < 0 ? { type: text, rest: '' } : { type: text.slice(0, at), rest: text.slice(at + 1) };
}

// What an erasure does with each conversation.
export function erasure(found: PersonConversation[], except: ReadonlySet<string>): { goes: number; held: number; left: number } {
  const chosen = found.filter((c) => !except.has(c.id));
  const held = chosen.filter((c) => c.holds.length > 0).length;
  return { goes: chosen.length - held, held, left: found.length - chosen.length };
}

// "satış, destek" ⇄ a list.
export function readList(text: string): string[] {
  return text.split(',').map((part) => part.trim()).filter((part) => part !== '');
}

// The masked turns with their original words; corrections of who spoke stay. Turns that the original does not have
// keep their masked text.
export function unmasked(masked: Turn[], original: Turn[]): Turn[] {
  const byId = new Map(original.map((turn) => [turn.id, turn]));
  return masked.map((turn) => {
    const own = byId.get(turn.id);
    if (!own) return turn;
    const { pii: _, ...rest } = turn;
    return { ...rest, text: own.text, words: own.words ?? [] };
  });
}
