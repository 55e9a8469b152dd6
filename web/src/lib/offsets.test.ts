import { describe, expect, it } from 'vitest';
import { placeholders, runs, sliceCodePoints, utf16Index, wordPositions } from './offsets';

describe('code points → UTF-16', () => {
  const text = 'İki 😡😡 katı'; // each emoji is one code point and two units

  it('counts an emoji once', () => {
    expect(utf16Index(text, 4)).toBe(4);
    expect(utf16Index(text, 5)).toBe(6);
    expect(utf16Index(text, 6)).toBe(8);
    expect(sliceCodePoints(text, [4, 6])).toBe('😡😡');
    expect(sliceCodePoints(text, [7, 11])).toBe('katı');
  });

  it('stops at the end', () => {
    expect(utf16Index(text, 999)).toBe(text.length);
    expect(utf16Index('', 3)).toBe(0);
  });

  it('agrees with Array.from for every offset', () => {
    const points = Array.from(text);
    points.forEach((_, i) => expect(sliceCodePoints(text, [i, i + 1])).toBe(points[i]));
  });
});

describe('runs', () => {
  it('cuts at every border and loses nothing', () => {
    const text = 'faturam iki katı geldi';
    const result = runs(text, [
      { begin: 0, end: 11, name: 'q' },
      { begin: 8, end: 16, name: 'w' },
    ]);
    expect(result.map((r) => r.text).join('')).toBe(text);
    expect(result.map((r) => [r.text, r.marks])).toEqual([
      ['faturam ', ['q']],
      ['iki', ['q', 'w']],
      [' katı', ['w']],
      [' geldi', []],
    ]);
  });

  it('takes empty and overlong marks', () => {
    expect(runs('abc', [{ begin: 1, end: 1, name: 'x' }])).toEqual([{ text: 'abc', begin: 0, marks: [] }]);
    expect(runs('abc', [{ begin: 1, end: 99, name: 'x' }]).map((r) => r.text)).toEqual(['a', 'bc']);
    expect(runs('', [])).toEqual([]);
  });
});

describe('words and placeholders', () => {
  it('finds repeated words in order and gives up on masked ones', () => {
    const text = 'evet evet, numaram [PHONE_1] evet';
    const words = ['evet', 'evet,', 'numaram', '0532', 'evet'].map((t) => ({ text: t }));
    expect(wordPositions(text, words)).toEqual([0, 5, 11, -1, 29]);
  });

  it('knows placeholders', () => {
    expect(placeholders('[PHONE_1] ve [DATE_OF_BIRTH_12], [x_1] [PHONE]')).toEqual([
      { begin: 0, end: 9, type: 'PHONE', number: 1 },
      { begin: 13, end: 31, type: 'DATE_OF_BIRTH', number: 12 },
    ]);
  });
});
