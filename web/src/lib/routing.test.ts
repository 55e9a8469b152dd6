import { describe, expect, it } from 'vitest';
import type { Promised } from './api/routing';
import { choices, orderSlices, placeOf, readSlice, unlikeExamples, weakestFirst } from './routing';

const point = (target_risk: number): Promised => ({ target_risk, delta: 0.05, threshold: 0.5, coverage: 0.5, upper_bound: target_risk, calibration_n: 9, answers: true });

describe('the dial', () => {
  it('stands where the promise is, or nearest to it', () => {
    const dial = [0.01, 0.05, 0.1].map(point);
    expect(placeOf(dial, 0.05)).toBe(1);
    expect(placeOf(dial, 0.09)).toBe(2);
    expect(placeOf([], 0.05)).toBe(0);
  });
});

describe('choices', () => {
  it('has the guesses first, then the rest by name, and never Unknown', () => {
    const list = choices([['Kart', 0.4], ['Unknown', 0.3], ['Fatura', 0.2]], ['Fatura', 'İade', 'Çağrı', 'Kart'], 'tr');
    expect(list.map((c) => c.label)).toEqual(['Kart', 'Fatura', 'Çağrı', 'İade']);
    expect(list.map((c) => c.probability)).toEqual([0.4, 0.2, null, null]);
  });
});

describe('slices', () => {
  it.each([
    ['language: tr', { kind: 'language', id: 'tr' }],
    ['language: not clear', { kind: 'unclear' }],
    ['words: up to 10', { kind: 'upTo', n: 10 }],
    ['words: 11 to 30', { kind: 'between', a: 11, b: 30 }],
    ['words: over 100', { kind: 'over', n: 100 }],
    ['channel: mail', { kind: 'other', text: 'channel: mail' }],
  ])('%s', (text, parts) => expect(readSlice(text)).toEqual(parts));
});

describe('what comes in', () => {
  it('is unlike the examples when clearly less is answered than promised', () => {
    expect(unlikeExamples(0.86, 0.35, 114)).toBe(true);
    expect(unlikeExamples(0.86, 0.83, 114)).toBe(false);
    expect(unlikeExamples(0.86, 0.5, 4)).toBe(true);
    expect(unlikeExamples(0.86, 0.66, 4)).toBe(false);
    expect(unlikeExamples(0.86, 0, 0)).toBe(false);
  });
});

describe('the order of slices', () => {
  it('goes from short to long', () => {
    const names = ['words: over 100', 'words: 31 to 100', 'words: 11 to 30', 'words: up to 10', 'language: tr'];
    expect(orderSlices(names.map((slice) => ({ slice }))).map((s) => s.slice)).toEqual([...names].reverse());
  });
});

describe('labels', () => {
  it('show the weakest first', () => {
    const of = (label: string, f1: number | null) => ({ label, n: 5, precision: f1, recall: f1, f1 });
    expect(weakestFirst([of('a', 0.9), of('b', null), of('c', 0.2)]).map((c) => c.label)).toEqual(['c', 'a', 'b']);
  });
});
