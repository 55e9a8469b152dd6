import { describe, expect, it } from 'vitest';
import type { Card } from './api/quality';
import { emptyCard, faults, freshId, newQuestion, newSection, settle, shareOfCard, shift } from './card';
import { History } from './history';

const card = (): Card => emptyCard('Kart', 'tr', 'Bölüm', 'Soru');

describe('ids', () => {
  it('never repeat', () => {
    expect(freshId('q', ['q2', 'q1'])).toBe('q3');
    expect(freshId('q', ['q2'])).toBe('q3');
    const c = card();
    c.sections.push(newSection(c, 'B', 'S'));
    const ids = c.sections.flatMap((s) => s.questions.map((q) => q.id));
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('settle', () => {
  it('makes a question fit its type', () => {
    const q = newQuestion(card(), 'S');
    Object.assign(q, { type: 'choice', source: { kind: 'rubric', item: 'greeting' }, mode: 'auto', position: { edge: 'start', turns: 1 } });
    settle(q);
    expect(q.source).toEqual({ kind: 'person' });
    expect(q.mode).toBe('manual');
    expect(q.position).toBeNull();
    expect(q.options).toHaveLength(2);
    q.type = 'scale';
    settle(q);
    expect([q.min, q.max, q.options]).toEqual([1, 5, undefined]);
  });
  it('takes the points from compliance', () => {
    const q = newQuestion(card(), 'S');
    q.critical = 'compliance';
    settle(q);
    expect(q.weight).toBe(0);
  });
});

describe('faults', () => {
  it('finds what the server would refuse', () => {
    expect(faults(card())).toEqual([]);
    const c = card();
    c.name = ' ';
    c.sections[0]!.questions[0]!.text = '';
    c.sections[0]!.questions[0]!.source = { kind: 'phrases', phrases: [] };
    c.sections[0]!.weight = 0;
    expect(faults(c).map((f) => f.fault)).toEqual(['name', 'text', 'phrases', 'empty']);
  });
});

describe('shares', () => {
  it('add up to one', () => {
    const c = card();
    c.sections[0]!.questions.push({ ...newQuestion(c, 'S'), weight: 3 });
    c.sections.push({ ...newSection(c, 'B', 'S'), weight: 3 });
    const shares = c.sections.flatMap((s) => s.questions.map((q) => shareOfCard(c, s, q)));
    expect(shares.reduce((a, b) => a + b, 0)).toBeCloseTo(1);
    expect(shares[1]).toBeCloseTo(0.1875);
  });
});

describe('order and history', () => {
  it('moves within the list', () => {
    const list = ['a', 'b', 'c'];
    expect(shift(list, 0, -1)).toBe(false);
    expect(shift(list, 0, 1)).toBe(true);
    expect(list).toEqual(['b', 'a', 'c']);
  });
  it('goes back and forth', () => {
    const history = new History(1);
    history.push(2);
    history.push(3);
    expect(history.undo()).toBe(2);
    expect(history.redo()).toBe(3);
    history.undo();
    history.push(9);
    expect(history.canRedo).toBe(false);
    expect(history.undo()).toBe(2);
    expect(history.undo()).toBe(1);
    expect(history.undo()).toBe(1);
  });
});
