import { describe, expect, it } from 'vitest';
import type { Book, Category, Condition } from './api/rules';
import {
  canMove, conditionAt, differences, duplicate, emptyBook, faults, insert, lineDifference, move, nameFrom, newCategory, newCondition, ofKind,
  parsePath, pathText, readBook, removeAt, sameBook, storeDraft, storedDraft, wrap, type Path,
} from './rules';

const word = (text: string): Condition => ({ kind: 'stem', words: [text] });
const category = (...of: Condition[]): Category => ({ name: 'k', title: 'K', description: '', when: { kind: 'all', of } });
const book = (...categories: Category[]): Book => ({ schema: 'cxai.rules/1', categories });
// a, [b, c], d
const nested = () => category(word('a'), { kind: 'any', of: [word('b'), word('c')] }, word('d'));
function shape(c: Condition): string {
  return c.of ? `${c.kind}(${c.of.map(shape).join(' ')})` : (c.words?.[0] ?? c.kind);
}

describe('places', () => {
  it('are written as evidence writes them', () => {
    expect(pathText([])).toBe('when');
    expect(pathText([1, 0])).toBe('when.of[1].of[0]');
    for (const path of [[], [0], [3, 12]] as Path[]) expect(parsePath(pathText(path))).toEqual(path);
    expect(parsePath('when.words[0]')).toBeNull();
  });
  it('are found', () => {
    expect(conditionAt(nested(), [1, 1])).toEqual(word('c'));
    expect(conditionAt(nested(), [0, 1])).toBeNull();
  });
});

describe('moving', () => {
  it('goes down through a group and out of it, row by row', () => {
    const c = nested();
    let path: Path = [0];
    const seen: string[] = [];
    for (let next: Path | null = path; next; next = move(c, path, 1)) {
      path = next;
      seen.push(shape(c.when));
      expect(conditionAt(c, path)).toEqual(word('a'));
    }
    expect(seen).toEqual([
      'all(a any(b c) d)', 'all(any(a b c) d)', 'all(any(b a c) d)', 'all(any(b c a) d)', 'all(any(b c) a d)', 'all(any(b c) d a)',
    ]);
  });
  it('goes up the same way', () => {
    const c = nested();
    let path: Path = [2];
    const seen: string[] = [];
    for (let next: Path | null = path; next; next = move(c, path, -1)) {
      path = next;
      seen.push(shape(c.when));
      expect(conditionAt(c, path)).toEqual(word('d'));
    }
    expect(seen).toEqual([
      'all(a any(b c) d)', 'all(a any(b c d))', 'all(a any(b d c))', 'all(a any(d b c))', 'all(a d any(b c))', 'all(d a any(b c))',
    ]);
  });
  it('takes away a group that it empties', () => {
    const c = category(word('a'), { kind: 'any', of: [word('b')] });
    expect(move(c, [1, 0], 1)).toEqual([1]);
    expect(shape(c.when)).toBe('all(a b)');
  });
  it('says where there is no way on', () => {
    const c = nested();
    expect([canMove(c, [0], -1), canMove(c, [0], 1), canMove(c, [2], 1), canMove(c, [1, 0], -1), canMove(c, [], 1)]).toEqual([false, true, false, true, false]);
  });
});

describe('steps', () => {
  it('put the only condition into a group before another comes', () => {
    const c = { ...category(), when: word('a') };
    expect(insert(c, [], word('b'))).toEqual([1]);
    expect(shape(c.when)).toBe('all(a b)');
    const d = { ...category(), when: word('a') };
    expect(duplicate(d, [])).toEqual([1]);
    expect(shape(d.when)).toBe('all(a a)');
  });
  it('wrap, duplicate and remove', () => {
    const c = nested();
    expect(wrap(c, [2], 'any')).toEqual([2, 0]);
    expect(duplicate(c, [1, 0])).toEqual([1, 1]);
    expect(shape(c.when)).toBe('all(a any(b b c) any(d))');
    removeAt(c, [2, 0]);
    expect(shape(c.when)).toBe('all(a any(b b c))');
    removeAt(c, []);
    expect(c.when).toEqual({ kind: 'all', of: [] });
  });
  it('change the kind and keep what both have', () => {
    const near = ofKind({ kind: 'stem', not: true, words: ['hat'], speaker: 'customer', at_least: 2 }, 'near');
    expect(near).toEqual({ kind: 'near', not: true, words: ['hat'], other_words: [], within: 5, in_order: false, by: 'stem', speaker: 'customer', at_least: 2 });
    expect(ofKind(near, 'metadata')).toEqual({ kind: 'metadata', not: true, field: '', values: [] });
    expect(ofKind(ofKind(newCondition('sentiment'), 'claim'), 'personal_data').values).toEqual([]);
  });
});

describe('names', () => {
  it('come from titles', () => {
    expect(nameFrom('İptal niyeti: ŞİKÂYET ağır!', [])).toBe('iptal_niyeti_sikayet_agir');
    expect(nameFrom('Kündigung & Größe', [])).toBe('kundigung_grosse');
    expect(nameFrom('İptal', ['iptal', 'iptal_2'])).toBe('iptal_3');
    expect(nameFrom('…', [])).toBe('kategori');
    expect(newCategory(book(category()), 'K').name).toBe('k_2');
  });
});

describe('faults', () => {
  const of = (c: Condition) => faults(book(category(c))).map((f) => f.fault);
  it('are none in a sound book', () => {
    expect(faults(emptyBook)).toEqual([]);
    expect(faults(book(nested()))).toEqual([]);
    expect(of({ kind: 'metadata', field: 'queue' })).toEqual([]);
    expect(of({ kind: 'phrase', words: ['özür dile*'], window: { from: 'end', length: 20, unit: 'percent' } })).toEqual([]);
  });
  it('are what the server refuses', () => {
    expect(of({ kind: 'phrase', words: [] })).toEqual(['words']);
    expect(of({ kind: 'phrase', words: ['bir * iki'] })).toEqual(['star']);
    expect(of({ kind: 'phrase', words: ['a b c d e f g h i j k l m'] })).toEqual(['long']);
    expect(of({ kind: 'near', words: ['a'], other_words: [], within: 51 })).toEqual(['otherWords', 'within']);
    expect(of({ kind: 'silence', at_least_ms: 100 })).toEqual(['silence']);
    expect(of({ kind: 'claim', field: ' ', values: [] })).toEqual(['field', 'values']);
    expect(of({ kind: 'any', of: [] })).toEqual(['empty']);
    expect(of({ ...word('a'), window: { from: 'start', length: 1.5, unit: 'turns' } })).toEqual(['window']);
    expect(of({ ...word('a'), window: { from: 'start', length: 101, unit: 'percent' } })).toEqual(['window']);
    expect(of({ ...word('a'), at_least: 0 })).toEqual(['atLeast']);
  });
  it('name the place', () => {
    const c = nested();
    c.when.of![1]!.of![1]!.words = [];
    expect(faults(book(category(word('x')), { ...c, name: 'K!' }))).toEqual([
      { category: 1, path: null, fault: 'name' },
      { category: 1, path: [1, 1], fault: 'words' },
    ]);
    expect(faults(book(category(word('x')), category(word('x')))).map((f) => f.fault)).toEqual(['nameTwice']);
  });
  it('find groups that are nested too deep', () => {
    let deep: Condition = word('x');
    for (let n = 0; n < 6; n++) deep = { kind: 'any', of: [deep] };
    expect(of(deep)).toEqual(['deep']);
    expect(of(deep.of![0]!)).toEqual([]);
  });
});

describe('comparing', () => {
  it('takes defaults for what they are', () => {
    const a = book(category({ kind: 'stem', words: ['a'], speaker: 'any', at_least: 1, not: false }));
    expect(sameBook(a, book(category(word('a'))))).toBe(true);
    expect(sameBook(a, book(category({ ...word('a'), not: true })))).toBe(false);
  });
  it('tells what came, went and changed', () => {
    const before = book({ ...category(word('a')), name: 'x' }, { ...category(word('b')), name: 'y' }, { ...category(word('c')), name: 'z' });
    const after = book({ ...category(word('b'), word('d')), name: 'y' }, { ...category(word('c')), name: 'z' }, { ...category(word('e')), name: 'w' });
    expect(differences(before, after).map((c) => [c.kind, c.name])).toEqual([['changed', 'y'], ['added', 'w'], ['removed', 'x']]);
    expect(differences(before, before)).toEqual([]);
  });
  it('shows the rows that differ among those that stay', () => {
    const a = nested().when;
    const b = structuredClone(a);
    b.of![1]!.of![0] = word('ş');
    b.of!.push(word('e'));
    expect(lineDifference(a, b).map((l) => `${l.sign}${l.depth}${l.condition.words?.[0] ?? l.condition.kind}`)).toEqual([
      ' 0all', ' 1a', ' 1any', '-2b', '+2ş', ' 2c', ' 1d', '+1e',
    ]);
    expect(lineDifference(null, a).every((l) => l.sign === '+')).toBe(true);
  });
});

describe('drafts in the browser', () => {
  const storage = () => {
    const map = new Map<string, string>();
    return { getItem: (k: string) => map.get(k) ?? null, setItem: (k: string, v: string) => void map.set(k, v), removeItem: (k: string) => void map.delete(k) };
  };
  it('are each user’s own, until taken away', () => {
    const s = storage();
    const draft = { seen: 'rules_1', at: '2026-03-14T09:26:53.589Z', book: book(nested()) };
    expect(storeDraft(s, 'u1', draft)).toBe(true);
    expect(storedDraft(s, 'u1')).toEqual(draft);
    expect(storedDraft(s, 'u2')).toBeNull();
    storeDraft(s, 'u1', null);
    expect(storedDraft(s, 'u1')).toBeNull();
  });
  it('that cannot be read are none', () => {
    const s = storage();
    s.setItem('cxai.rules.draft.u', '{"book":3');
    expect(storedDraft(s, 'u')).toBeNull();
    s.setItem('cxai.rules.draft.u', '{"book":{"schema":"cxai.rules/9","categories":[]}}');
    expect(storedDraft(s, 'u')).toBeNull();
  });
  it('say when there is no room', () => {
    const full = { setItem: () => { throw new Error('full'); }, removeItem: () => {} };
    expect(storeDraft(full, 'u', { seen: null, at: '', book: emptyBook })).toBe(false);
  });
});

describe('reading a text', () => {
  it('takes a book and nothing else', () => {
    expect(readBook('{"categories":[]}')).toEqual(emptyBook);
    for (const text of ['', '[]', 'null', '{"schema":"x","categories":[]}', '{"categories":{}}']) expect(readBook(text)).toBeNull();
  });
});
