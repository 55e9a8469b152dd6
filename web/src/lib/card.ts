// Changing a scorecard step by step, each of which can be taken back. Pure.
import type { Card, Question, Section } from './api/quality';

// An id that no other has; short, so that it reads well in exports.
export function freshId(prefix: string, taken: Iterable<string>): string {
  const known = new Set(taken);
  for (let n = known.size + 1; ; n++) if (!known.has(`${prefix}${n}`)) return `${prefix}${n}`;
}

export function questionIds(card: Card): string[] {
  return card.sections.flatMap((section) => section.questions.map((question) => question.id));
}

export function newQuestion(card: Card, text: string): Question {
  return {
    id: freshId('q', questionIds(card)), text, help: '', type: 'yes_no', weight: 1, good: 'yes', na: 'leave_out', critical: 'none',
    position: null, source: { kind: 'person' }, mode: 'manual',
  };
}

export function newSection(card: Card, title: string, question: string): Section {
  return { id: freshId('s', card.sections.map((s) => s.id)), title, weight: 1, questions: [newQuestion(card, question)] };
}

export function emptyCard(name: string, language: string, section: string, question: string): Card {
  const card: Card = { schema: 'cxai.scorecard/1', name, language, kinds: [], sections: [] };
  card.sections.push(newSection(card, section, question));
  return card;
}

// Moves the item at `index` by one; false at the edge.
export function shift<T>(list: T[], index: number, by: -1 | 1): boolean {
  const to = index + by;
  if (to < 0 || to >= list.length) return false;
  list.splice(to, 0, list.splice(index, 1)[0]!);
  return true;
}

// Makes the parts of a question fit each other after one of them changed.
export function settle(question: Question): void {
  if (question.type !== 'yes_no') {
    question.source = { kind: 'person' };
    delete question.good;
  } else question.good ??= 'yes';
  if (question.type === 'scale') {
    question.min ??= 1;
    question.max ??= 5;
  } else {
    delete question.min;
    delete question.max;
  }
  if (question.type === 'choice') question.options ??= [{ id: 'o1', text: '', points: 1 }, { id: 'o2', text: '', points: 0 }];
  else delete question.options;
  if (question.source.kind === 'person') question.mode = 'manual';
  if (question.source.kind === 'measure' || question.source.kind === 'person') question.position = null;
  if (question.critical === 'compliance') question.weight = 0;
}

export type Fault = 'name' | 'title' | 'text' | 'options' | 'phrases' | 'limit' | 'scale' | 'empty';

// What the server would refuse, found while people write. `at` names the section or question.
export function faults(card: Card): { at: string; fault: Fault }[] {
  const found: { at: string; fault: Fault }[] = [];
  if (!card.name.trim()) found.push({ at: '', fault: 'name' });
  let counts = false;
  for (const section of card.sections) {
    if (!section.title.trim()) found.push({ at: section.id, fault: 'title' });
    for (const q of section.questions) {
      counts ||= section.weight > 0 && q.weight > 0;
      if (!q.text.trim()) found.push({ at: q.id, fault: 'text' });
      if (q.options && (q.options.length < 2 || q.options.some((o) => !o.text.trim()))) found.push({ at: q.id, fault: 'options' });
      if (q.source.kind === 'phrases' && !q.source.phrases?.length) found.push({ at: q.id, fault: 'phrases' });
      if (q.source.kind === 'measure' && q.source.at_least === undefined && q.source.at_most === undefined) found.push({ at: q.id, fault: 'limit' });
      if (q.type === 'scale' && (q.min ?? 1) >= (q.max ?? 5)) found.push({ at: q.id, fault: 'scale' });
    }
  }
  if (!counts) found.push({ at: '', fault: 'empty' });
  return found;
}

// The share of the whole card a question decides, of those that have points.
export function shareOfCard(card: Card, section: Section, question: Question): number {
  const counting = (s: Section) => s.questions.reduce((sum, q) => sum + q.weight, 0);
  const all = card.sections.reduce((sum, s) => sum + (counting(s) > 0 ? s.weight : 0), 0);
  const here = counting(section);
  return all > 0 && here > 0 ? (section.weight / all) * (question.weight / here) : 0;
}
