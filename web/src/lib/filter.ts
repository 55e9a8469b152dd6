// The filter of the conversation list ⇄ the address line and the query of the API. Both speak the same names.

export const listFields = [
  'kind', 'state', 'language', 'agent', 'team', 'company', 'sentiment', 'resolution', 'topic', 'category', 'label', 'said', 'second',
] as const;
export const numberFields = ['min_duration_ms', 'max_duration_ms', 'min_silence_ms'] as const;
export const sortKeys = ['started_at', 'duration', 'silence', 'agent', 'sentiment', 'resolution'] as const;
export const pageSizes = [25, 50, 100, 200] as const;

export type ListField = (typeof listFields)[number];
export type NumberField = (typeof numberFields)[number];
export type SortKey = (typeof sortKeys)[number];

export type Filter = Partial<Record<ListField, string[]>> &
  Partial<Record<NumberField, number>> & { q?: string; from?: string; to?: string };

export interface View {
  filter: Filter;
  sort: SortKey;
  order: 'asc' | 'desc';
  limit: number;
}

export const unknown = '-';

export function parseView(search: string): View {
  const params = new URLSearchParams(search);
  const filter: Filter = {};
  for (const field of listFields) {
    const items = rawParameter(search, field).split(',').filter((item) => item !== '').map(decoded);
    if (items.length > 0) filter[field] = items;
  }
  for (const field of numberFields) {
    const text = params.get(field);
    if (text !== null && /^\d+$/.test(text)) filter[field] = Number(text);
  }
  const q = params.get('q')?.trim();
  if (q) filter.q = q;
  for (const end of ['from', 'to'] as const) {
    const text = params.get(end);
    if (text && !Number.isNaN(Date.parse(text))) filter[end] = new Date(text).toISOString();
  }
  const sort = sortKeys.find((key) => key === params.get('sort')) ?? 'started_at';
  const order = params.get('order') === 'asc' ? 'asc' : 'desc';
  const limit = pageSizes.find((size) => size === Number(params.get('limit'))) ?? 50;
  return { filter, sort, order, limit };
}

// Only what narrows; the same filter always gives the same text.
export function filterQuery(filter: Filter): string {
  const parts: string[] = [];
  for (const field of listFields) {
    const items = filter[field];
    if (items?.length) parts.push(`${field}=${items.map(encodeURIComponent).join(',')}`);
  }
  for (const field of numberFields) {
    const value = filter[field];
    if (value !== undefined) parts.push(`${field}=${value}`);
  }
  if (filter.from) parts.push(`from=${encodeURIComponent(filter.from)}`);
  if (filter.to) parts.push(`to=${encodeURIComponent(filter.to)}`);
  if (filter.q) parts.push(`q=${encodeURIComponent(filter.q)}`);
  return parts.join('&');
}

export function viewQuery(view: View): string {
  const parts = [filterQuery(view.filter)];
  if (view.sort !== 'started_at') parts.push(`sort=${view.sort}`);
  if (view.order !== 'desc') parts.push(`order=${view.order}`);
  if (view.limit !== 50) parts.push(`limit=${view.limit}`);
  return parts.filter(Boolean).join('&');
}

export function listHref(filter: Filter, sort?: SortKey, order: 'asc' | 'desc' = 'desc'): string {
  const query = viewQuery({ filter, sort: sort ?? 'started_at', order, limit: 50 });
  return query ? `/conversations?${query}` : '/conversations';
}

// What the API is asked for one page.
export function apiQuery(view: View, cursor: string | null): string {
  const parts = [filterQuery(view.filter), `sort=${view.sort}`, `order=${view.order}`, `limit=${view.limit}`];
  if (cursor) parts.push(`cursor=${encodeURIComponent(cursor)}`);
  return parts.filter(Boolean).join('&');
}

export function isEmpty(filter: Filter): boolean {
  return filterQuery(filter) === '';
}

// A key of a statistics bucket as a filter item: no key means unknown.
export function itemOf(key: string | null): string {
  return key === null || key === '' || key === 'unknown' ? unknown : key;
}

export function toggled(items: string[] | undefined, item: string): string[] | undefined {
  const next = items?.includes(item) ? items.filter((other) => other !== item) : [...(items ?? []), item];
  return next.length > 0 ? next : undefined;
}

// Undecoded, so that a comma inside a name (%2C) is not taken for the separator.
function rawParameter(search: string, name: string): string {
  for (const part of search.replace(/^\?/, '').split('&')) {
    if (part.startsWith(`${name}=`)) return part.slice(name.length + 1);
  }
  return '';
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}
