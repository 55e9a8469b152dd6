import { beforeEach, describe, expect, it } from 'vitest';
import type { Book, Rules } from './api/rules';
import { RuleDraft } from './ruledraft.svelte';
import { storedDraft } from './rules';

const kept = new Map<string, string>();
const storage = {
  getItem: (key: string) => kept.get(key) ?? null,
  setItem: (key: string, value: string) => void kept.set(key, value),
  removeItem: (key: string) => void kept.delete(key),
};
Object.assign(globalThis, { localStorage: storage });

const book = (...words: string[]): Book => ({ schema: 'cxai.rules/1', categories: words.map((word) => ({ name: word, title: word, description: '', when: { kind: 'stem', words: [word] } })) });
const served = (revision: string | null, now: Book | null): Rules => ({ revision, book: now, publication: null, categories: [], conversations: 0, behind: 0, backfill: null });
const names = (draft: RuleDraft) => draft.book.categories.map((c) => c.name).join(' ');

beforeEach(() => kept.clear());

describe('a draft', () => {
  it('is the book in use until something is changed', () => {
    const draft = new RuleDraft('u');
    draft.take(served('r1', book('a')));
    expect([names(draft), draft.dirty, draft.undoable, draft.overtaken]).toEqual(['a', false, false, false]);
    expect(kept.size).toBe(0);
    draft.changeCategory(0, (c) => (c.title = 'A'));
    expect([draft.dirty, draft.undoable, draft.book.categories[0]!.title]).toEqual([true, true, 'A']);
    expect(draft.published.categories[0]!.title).toBe('a');
    draft.undo();
    expect([draft.dirty, draft.redoable]).toEqual([false, true]);
    draft.redo();
    expect(draft.book.categories[0]!.title).toBe('A');
  });

  it('outlives the page, and goes once it is published', () => {
    const first = new RuleDraft('u');
    first.take(served('r1', book('a')));
    first.change((b) => b.categories.push(...book('b').categories));
    expect(storedDraft(storage, 'u')).toMatchObject({ seen: 'r1' });
    const second = new RuleDraft('u');
    second.take(served('r1', book('a')));
    expect([names(second), second.dirty, second.seen]).toEqual(['a b', true, 'r1']);
    second.take(served('r2', second.book));
    expect([second.dirty, second.undoable, second.overtaken]).toEqual([false, false, false]);
    expect(kept.size).toBe(0);
  });

  it('keeps its steps when the server says the same again', () => {
    const draft = new RuleDraft('u');
    draft.take(served(null, null));
    draft.replace(book('a'));
    draft.undo();
    draft.take(served(null, null));
    expect([draft.dirty, draft.redoable]).toEqual([false, true]);
  });

  it('follows another’s publication only where it has no changes of its own', () => {
    const idle = new RuleDraft('u');
    idle.take(served('r1', book('a')));
    idle.take(served('r2', book('z')));
    expect([names(idle), idle.overtaken]).toEqual(['z', false]);

    const busy = new RuleDraft('v');
    busy.take(served('r1', book('a')));
    busy.replace(book('a', 'b'));
    busy.take(served('r2', book('z')));
    expect([names(busy), busy.dirty, busy.overtaken, busy.seen]).toEqual(['a b', true, true, 'r1']);
    busy.keep();
    expect([busy.overtaken, busy.seen]).toEqual([false, 'r2']);
    busy.drop();
    expect([names(busy), busy.dirty]).toEqual(['z', false]);
    busy.undo();
    expect(names(busy)).toBe('a b');
  });

  it('says that it was overtaken while the page was closed', () => {
    const first = new RuleDraft('u');
    first.take(served('r1', book('a')));
    first.replace(book('b'));
    const later = new RuleDraft('u');
    later.take(served('r2', book('c')));
    expect([names(later), later.overtaken]).toEqual(['b', true]);
    expect(later.found).toEqual([]);
  });
});
