import { describe, expect, it } from 'vitest';
import { apiQuery, filterQuery, isEmpty, itemOf, listHref, parseView, toggled, viewQuery, type Filter } from './filter';

const full: Filter = {
  kind: ['call', 'chat'],
  agent: ['a-1', '-'],
  team: ['Müşteri, Fatura & Ödeme'],
  sentiment: ['negative'],
  min_duration_ms: 0,
  max_duration_ms: 90_000,
  q: 'faturam iki katı & %50',
  from: '2026-03-13T21:00:00.000Z',
  to: '2026-03-14T21:00:00.000Z',
};

describe('filter ⇄ address line', () => {
  it('comes back as it went', () => {
    expect(parseView(`?${filterQuery(full)}`).filter).toEqual(full);
  });

  it('keeps order, sorting and page size', () => {
    const view = { filter: full, sort: 'silence', order: 'asc', limit: 100 } as const;
    expect(parseView(viewQuery(view))).toEqual(view);
  });

  it('leaves out what is usual', () => {
    expect(viewQuery({ filter: {}, sort: 'started_at', order: 'desc', limit: 50 })).toBe('');
    expect(listHref({})).toBe('/conversations');
    expect(isEmpty({ sentiment: [] })).toBe(true);
    expect(isEmpty({ min_silence_ms: 0 })).toBe(false);
  });

  it('ignores what it does not understand', () => {
    const view = parseView('?sort=colour&order=up&limit=7&min_duration_ms=-3&from=yesterday&kind=&x=1&team=%E0%A4%A');
    expect(view).toEqual({ filter: { team: ['%E0%A4%A'] }, sort: 'started_at', order: 'desc', limit: 50 });
  });

  it('tells a comma in a name from the separator', () => {
    expect(filterQuery({ team: ['a,b', 'c'] })).toBe('team=a%2Cb,c');
    expect(parseView('team=a%2Cb,c').filter.team).toEqual(['a,b', 'c']);
  });

  it('asks the API for one page', () => {
    const query = apiQuery(parseView('?sentiment=negative&sort=duration'), 'abc=');
    expect(query).toBe('sentiment=negative&sort=duration&order=desc&limit=50&cursor=abc%3D');
  });

  it('means unknown by an empty key', () => {
    expect([itemOf(null), itemOf(''), itemOf('billing')]).toEqual(['-', '-', 'billing']);
  });

  it('toggles items', () => {
    expect(toggled(undefined, 'a')).toEqual(['a']);
    expect(toggled(['a', 'b'], 'a')).toEqual(['b']);
    expect(toggled(['a'], 'a')).toBeUndefined();
  });
});
