// Conditions in the reader's words: what is looked for, and what narrows it.
import type { Condition } from './api/rules';
import { hasValue, t, valueName, type ValueGroup } from './i18n/index.svelte';
import { isGroup, takes } from './rules';
import { fmt } from './session.svelte';

export interface ConditionText {
  kind: string;
  what: string;
  more: string[];
}

// Fields of the analysis whose values can be counted off, with the names of those.
export const claimValues: Record<string, { group: ValueGroup; ids: string[] }> = {
  resolution: { group: 'resolution', ids: ['resolved', 'partly', 'unresolved', 'cannot_tell'] },
  sentiment: { group: 'sentiment', ids: ['positive', 'neutral', 'mixed', 'negative'] },
  mood: { group: 'mood', ids: ['angry', 'frustrated', 'sad', 'worried', 'confused', 'neutral', 'satisfied', 'happy'] },
  churn_risk: { group: 'risk', ids: ['low', 'medium', 'high'] },
  follow_up: { group: 'yesNo', ids: ['true', 'false'] },
  topic: {
    group: 'topic',
    ids: [
      'billing', 'payment', 'delivery', 'return_refund', 'technical_fault', 'account_access', 'card_lost_stolen', 'fraud', 'cancellation',
      'new_order_or_subscription', 'information_request', 'complaint_about_staff', 'appointment', 'damaged_product', 'warranty', 'other',
    ],
  },
};

// Facts about a conversation whose values can be counted off.
export const fieldValues: Record<string, { group: ValueGroup; ids: string[] }> = {
  kind: { group: 'kind', ids: ['call', 'chat', 'tweet'] },
  language: { group: 'language', ids: ['tr', 'en', 'de'] },
  direction: { group: 'direction', ids: ['inbound', 'outbound'] },
};

export const sentimentIds = ['positive', 'neutral', 'mixed', 'negative'];
export const piiIds = [
  'PERSON', 'TCKN', 'CARD', 'CVV', 'IBAN', 'PHONE', 'EMAIL', 'ADDRESS', 'DATE_OF_BIRTH', 'CUSTOMER_NO', 'ORDER_NO', 'POLICY_NO', 'VKN', 'PASSPORT',
  'PLATE', 'USERNAME', 'IP', 'OTHER_ID',
];

export function groupText(condition: Condition): string {
  const names = t().rules.group;
  return condition.kind === 'all' ? (condition.not ? names.notAll : names.all) : condition.not ? names.notAny : names.any;
}

export function fieldText(condition: Condition): string {
  const field = condition.field ?? '';
  if (condition.kind === 'claim') return valueName('claim', field);
  return (t().rules.field as Record<string, string>)[field] ?? field;
}

function valueText(condition: Condition, id: string): string {
  if (condition.kind === 'sentiment') return valueName('sentiment', id);
  if (condition.kind === 'personal_data') return valueName('pii', id);
  const known = (condition.kind === 'claim' ? claimValues : fieldValues)[condition.field ?? ''];
  return known && hasValue(known.group, id) ? valueName(known.group, id) : t().rules.say.quote(id);
}

const quoted = (list: readonly string[] | undefined) => (list ?? []).map((word) => t().rules.say.quote(word)).join(t().rules.say.or);

export function conditionText(c: Condition): ConditionText {
  const { say, kind } = t().rules;
  if (isGroup(c)) return { kind: groupText(c), what: '', more: [] };
  const values = (c.values ?? []).map((id) => valueText(c, id)).join(say.or);
  let what = '';
  const more: string[] = [];
  switch (c.kind) {
    case 'phrase':
    case 'stem':
      what = quoted(c.words);
      break;
    case 'near':
      what = c.words?.length && c.other_words?.length ? say.near(quoted(c.words), quoted(c.other_words)) : quoted(c.words);
      more.push(say.within(fmt().number(c.within ?? 5)));
      if (c.in_order) more.push(say.inOrder);
      if (c.by === 'phrase') more.push(say.asSaid);
      break;
    case 'silence':
      what = say.silence(fmt().duration(c.at_least_ms ?? 5000));
      break;
    case 'sentiment':
    case 'personal_data':
      what = values;
      break;
    case 'metadata':
    case 'claim':
      what = c.field ? `${fieldText(c)}: ${values || (c.kind === 'metadata' ? say.given : say.unset)}` : '';
      break;
    default:
      break;
  }
  if (takes(c.kind, 'speaker') && c.speaker && c.speaker !== 'any') {
    const who = valueName('role', c.speaker);
    more.unshift(c.kind === 'silence' ? say.lastSpeaker(who) : c.kind === 'interruption' ? say.interrupter(who) : who);
  }
  if (c.window) {
    const n = c.window.unit === 'percent' ? fmt().percent(c.window.length / 100, 1) : fmt().number(c.window.length, 1);
    more.push((c.window.from === 'start' ? say.first : say.last)[c.window.unit](n));
  }
  if ((c.at_least ?? 1) > 1) more.push(say.atLeast(fmt().number(c.at_least!)));
  return { kind: kind[c.kind], what: what || (c.kind === 'interruption' ? '' : say.unset), more };
}

// In one line, for labels and near misses.
export function conditionLine(c: Condition): string {
  const { kind, what, more } = conditionText(c);
  if (isGroup(c)) return `${kind} (${(c.of ?? []).map(conditionLine).join('; ')})`;
  return [what ? `${kind}: ${what}` : kind, ...more, ...(c.not ? [t().rules.say.not] : [])].join(' · ');
}
