// A book of categories as people change it: places in a condition, single steps, what is wrong, what differs. Pure.
import type { Book, Category, Condition, ConditionKind } from './api/rules';

export const schema = 'cxai.rules/1';
export const emptyBook: Book = { schema, categories: [] };

// The way from the outermost condition to one inside it: the number of the part at each level.
export type Path = readonly number[];

const keysOf: Record<ConditionKind, readonly (keyof Condition)[]> = {
  all: ['of'],
  any: ['of'],
  phrase: ['words', 'speaker', 'window', 'at_least'],
  stem: ['words', 'speaker', 'window', 'at_least'],
  near: ['words', 'other_words', 'within', 'in_order', 'by', 'speaker', 'window', 'at_least'],
  silence: ['at_least_ms', 'speaker', 'window', 'at_least'],
  interruption: ['speaker', 'window', 'at_least'],
  sentiment: ['values', 'speaker', 'window', 'at_least'],
  personal_data: ['values', 'speaker', 'window', 'at_least'],
  metadata: ['field', 'values'],
  claim: ['field', 'values'],
};

export function takes(kind: ConditionKind, key: keyof Condition): boolean {
  return keysOf[kind].includes(key);
}

export function isGroup(condition: Condition): boolean {
  return condition.kind === 'all' || condition.kind === 'any';
}

// "when.of[1].of[0]" ⇄ [1, 0]
export function pathText(path: Path): string {
  return `when${path.map((i) => `.of[${i}]`).join('')}`;
}

export function parsePath(text: string): Path | null {
  if (!/^when(\.of\[\d+\])*$/.test(text)) return null;
  return [...text.matchAll(/\[(\d+)\]/g)].map((m) => Number(m[1]));
}

export function conditionAt(category: Category, path: Path): Condition | null {
  let here: Condition | undefined = category.when;
  for (const i of path) here = here?.of?.[i];
  return here ?? null;
}

export function newCondition(kind: ConditionKind): Condition {
  switch (kind) {
    case 'all':
    case 'any':
      return { kind, of: [] };
    case 'phrase':
    case 'stem':
      return { kind, words: [] };
    case 'near':
      return { kind, words: [], other_words: [], within: 5, in_order: false, by: 'stem' };
    case 'silence':
      return { kind, at_least_ms: 5000 };
    case 'sentiment':
      return { kind, values: ['negative'] };
    case 'personal_data':
      return { kind, values: [] };
    case 'metadata':
      return { kind, field: '', values: [] };
    case 'claim':
      return { kind, field: 'resolution', values: ['unresolved'] };
    default:
      return { kind };
  }
}

// The same condition of another kind, with what both kinds have.
export function ofKind(condition: Condition, kind: ConditionKind): Condition {
  const next = newCondition(kind);
  if (condition.not) next.not = true;
  for (const key of keysOf[kind]) {
    if (key === 'values' || key === 'field') continue; // they mean something else
    if (condition[key] !== undefined) Object.assign(next, { [key]: condition[key] });
  }
  return next;
}

export function newCategory(book: Book, title: string): Category {
  return { name: nameFrom(title, book.categories.map((c) => c.name)), title, description: '', when: { kind: 'all', of: [] } };
}

// The identifier of a title, which no other category has.
export function nameFrom(title: string, taken: readonly string[]): string {
  const plain = title
    .replace(/[ıİ]/g, 'i').replace(/ß/g, 'ss')
    .normalize('NFD').replace(/\p{M}/gu, '')
    .toLowerCase().replace(/[^a-z0-9]+/g, '_').replace(/^_+|_+$/g, '')
    .slice(0, 50).replace(/_+$/, '') || 'kategori';
  if (!taken.includes(plain)) return plain;
  for (let n = 2; ; n++) if (!taken.includes(`${plain}_${n}`)) return `${plain}_${n}`;
}

// Every condition is inside a group from then on.
function grouped(category: Category): Condition[] {
  if (!isGroup(category.when)) category.when = { kind: 'all', of: [category.when] };
  return (category.when.of ??= []);
}

function listAt(category: Category, group: Path): Condition[] {
  if (group.length === 0) return grouped(category);
  const condition = conditionAt(category, group);
  return (condition!.of ??= []);
}

// Puts a condition into a group, at its end unless told where; gives where it stands.
export function insert(category: Category, group: Path, condition: Condition, index?: number): Path {
  const list = listAt(category, group);
  const at = index ?? list.length;
  list.splice(at, 0, condition);
  return [...group, at];
}

// A group that loses its last condition goes, too; the outermost stays.
export function removeAt(category: Category, path: Path): void {
  if (path.length === 0) {
    category.when = { kind: 'all', of: [] };
    return;
  }
  const group = path.slice(0, -1);
  const list = listAt(category, group);
  list.splice(path.at(-1)!, 1);
  if (list.length === 0 && group.length > 0) removeAt(category, group);
}

export function duplicate(category: Category, path: Path): Path {
  const copy = structuredClone(conditionAt(category, path)!);
  if (path.length === 0) return insert(category, [], copy);
  return insert(category, path.slice(0, -1), copy, path.at(-1)! + 1);
}

// One condition becomes a group of its own, to which others can be added.
export function wrap(category: Category, path: Path, kind: 'all' | 'any'): Path {
  const inner = conditionAt(category, path)!;
  const group: Condition = { kind, of: [inner] };
  if (path.length === 0) category.when = group;
  else listAt(category, path.slice(0, -1))[path.at(-1)!] = group;
  return [...path, 0];
}

// One step up or down as the rows stand under each other: into a neighbouring group, past a neighbour, out of its own
// group. Null: it is at the edge.
export function move(category: Category, path: Path, by: -1 | 1): Path | null {
  if (path.length === 0) return null;
  const group = path.slice(0, -1);
  const i = path.at(-1)!;
  const list = listAt(category, group);
  const neighbour = list[i + by];
  if (neighbour) {
    const [moved] = list.splice(i, 1);
    const at = by < 0 ? i - 1 : i; // of the neighbour, now
    if (!isGroup(neighbour)) {
      list.splice(i + by, 0, moved!);
      return [...group, i + by];
    }
    const inner = (neighbour.of ??= []);
    const slot = by < 0 ? inner.length : 0;
    inner.splice(slot, 0, moved!);
    return [...group, at, slot];
  }
  if (group.length === 0) return null;
  const outer = group.slice(0, -1);
  const g = group.at(-1)!;
  const [moved] = list.splice(i, 1);
  const around = listAt(category, outer);
  if (list.length === 0) around.splice(g, 1, moved!);
  else around.splice(by < 0 ? g : g + 1, 0, moved!);
  return [...outer, list.length === 0 || by < 0 ? g : g + 1];
}

export function canMove(category: Category, path: Path, by: -1 | 1): boolean {
  if (path.length === 0) return false;
  if (path.length > 1) return true;
  return category.when.of?.[path[0]! + by] !== undefined;
}

export type Fault =
  | 'name' | 'nameTwice' | 'title' | 'description' | 'empty' | 'deep' | 'words' | 'otherWords' | 'star' | 'long' | 'manyEntries' | 'values'
  | 'field' | 'within' | 'silence' | 'window' | 'atLeast' | 'manyConditions' | 'manyCategories';

export interface Found {
  category: number; // -1: the book
  path: Path | null; // null: the category itself
  fault: Fault;
}

const limits = { categories: 500, conditions: 200, depth: 6, entries: 300, entry: 200, words: 12 };
const words = (text: string) => text.split(/\s+/).filter(Boolean).length;
const length = (text: string) => [...text].length;
const whole = (n: unknown, low: number, high: number) => typeof n === 'number' && Number.isInteger(n) && n >= low && n <= high;

// What the server would refuse, found while people write.
export function faults(book: Book): Found[] {
  const found: Found[] = [];
  if (book.categories.length > limits.categories) found.push({ category: -1, path: null, fault: 'manyCategories' });
  const names = new Set<string>();
  book.categories.forEach((category, index) => {
    const say = (path: Path | null, fault: Fault) => found.push({ category: index, path, fault });
    if (!/^[a-z0-9_]{1,60}$/.test(category.name)) say(null, 'name');
    else if (names.has(category.name)) say(null, 'nameTwice');
    names.add(category.name);
    if (words(category.title) === 0 || length(category.title) > 100) say(null, 'title');
    if (length(category.description) > 1000) say(null, 'description');
    let count = 0;
    const walk = (c: Condition, path: Path): void => {
      if (++count === limits.conditions + 1) say(null, 'manyConditions');
      for (const fault of faultsOf(c, path.length)) say(path, fault);
      c.of?.forEach((part, i) => walk(part, [...path, i]));
    };
    walk(category.when, []);
  });
  return found;
}

function listFault(list: readonly string[] | undefined, missing: Fault, phrases: boolean): Fault | null {
  if (!list || list.length === 0) return missing;
  if (list.length > limits.entries) return 'manyEntries';
  for (const entry of list) {
    if (words(entry) === 0) return missing;
    if (length(entry) > limits.entry || (phrases && words(entry) > limits.words)) return 'long';
    if (phrases && (/(^| )\*/.test(entry) || !/[^ *]/.test(entry))) return 'star';
  }
  return null;
}

function faultsOf(c: Condition, depth: number): Fault[] {
  const found: (Fault | null)[] = [];
  if (isGroup(c)) {
    if (!c.of?.length) found.push('empty');
    if (depth >= limits.depth) found.push('deep');
  }
  if (takes(c.kind, 'words')) found.push(listFault(c.words, 'words', true));
  if (takes(c.kind, 'other_words')) {
    found.push(listFault(c.other_words, 'otherWords', true));
    if (!whole(c.within ?? 5, 1, 50)) found.push('within');
  }
  if (takes(c.kind, 'at_least_ms') && !whole(c.at_least_ms ?? 5000, 500, 3_600_000)) found.push('silence');
  if (takes(c.kind, 'field') && !c.field?.trim()) found.push('field');
  if (takes(c.kind, 'values') && (c.kind !== 'metadata' || c.values?.length)) found.push(listFault(c.values, 'values', false));
  if (c.window) {
    const { length: n, unit } = c.window;
    if (!(n > 0 && n <= (unit === 'percent' ? 100 : 100_000)) || (unit === 'turns' && !Number.isInteger(n))) found.push('window');
  }
  if (!whole(c.at_least ?? 1, 1, 1000)) found.push('atLeast');
  return found.filter((fault) => fault !== null);
}

// A condition as the server keeps it: every default said, nothing that its kind does not have.
export function plainCondition(c: Condition): Condition {
  const p: Condition = { kind: c.kind };
  if (c.not) p.not = true;
  if (isGroup(c)) p.of = (c.of ?? []).map(plainCondition);
  if (takes(c.kind, 'field')) p.field = c.field ?? '';
  if (takes(c.kind, 'words')) p.words = c.words ?? [];
  if (takes(c.kind, 'other_words')) Object.assign(p, { other_words: c.other_words ?? [], within: c.within ?? 5, in_order: c.in_order ?? false, by: c.by ?? 'stem' });
  if (takes(c.kind, 'values')) p.values = c.values ?? [];
  if (takes(c.kind, 'at_least_ms')) p.at_least_ms = c.at_least_ms ?? 5000;
  if (takes(c.kind, 'speaker') && c.speaker && c.speaker !== 'any') p.speaker = c.speaker;
  if (takes(c.kind, 'window') && c.window) p.window = { from: c.window.from, length: c.window.length, unit: c.window.unit };
  if (takes(c.kind, 'at_least') && c.at_least !== undefined && c.at_least !== 1) p.at_least = c.at_least;
  return p;
}

export function plainBook(book: Book): Book {
  return {
    schema,
    categories: book.categories.map((c) => ({ name: c.name, title: c.title || c.name, description: c.description ?? '', when: plainCondition(c.when) })),
  };
}

export function sameBook(a: Book, b: Book): boolean {
  return JSON.stringify(plainBook(a)) === JSON.stringify(plainBook(b));
}

// Whether a text can be a book at all; what is wrong inside it the server says.
export function readBook(text: string): Book | null {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof json !== 'object' || json === null) return null;
  const book = json as Partial<Book>;
  if (!Array.isArray(book.categories) || (book.schema ?? schema) !== schema) return null;
  return { schema, categories: book.categories };
}

export interface Line {
  sign: '+' | '-' | ' ';
  depth: number;
  condition: Condition;
}

export interface Change {
  kind: 'added' | 'removed' | 'changed';
  name: string;
  title: string;
  before: Category | null;
  after: Category | null;
  lines: Line[];
}

// What was done to a book, category by category, in the order of the newer one.
export function differences(before: Book, after: Book): Change[] {
  const old = new Map(plainBook(before).categories.map((c) => [c.name, c]));
  const now = plainBook(after).categories;
  const changes: Change[] = [];
  for (const category of now) {
    const was = old.get(category.name) ?? null;
    old.delete(category.name);
    if (was && JSON.stringify(was) === JSON.stringify(category)) continue;
    changes.push({ kind: was ? 'changed' : 'added', name: category.name, title: category.title, before: was, after: category, lines: lineDifference(was?.when ?? null, category.when) });
  }
  for (const category of old.values())
    changes.push({ kind: 'removed', name: category.name, title: category.title, before: category, after: null, lines: lineDifference(category.when, null) });
  return changes;
}

interface Row {
  depth: number;
  condition: Condition;
  key: string;
}

function rows(condition: Condition | null): Row[] {
  const list: Row[] = [];
  const walk = (c: Condition, depth: number): void => {
    const head = isGroup(c) ? { kind: c.kind, not: c.not ?? false } : c;
    list.push({ depth, condition: c, key: `${depth} ${JSON.stringify(head)}` });
    c.of?.forEach((part) => walk(part, depth + 1));
  };
  if (condition) walk(condition, 0);
  return list;
}

// The longest common rows stay; the others come or go.
export function lineDifference(before: Condition | null, after: Condition | null): Line[] {
  const a = rows(before);
  const b = rows(after);
  const common = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      common[i]![j] = a[i]!.key === b[j]!.key ? common[i + 1]![j + 1]! + 1 : Math.max(common[i + 1]![j]!, common[i]![j + 1]!);
  const lines: Line[] = [];
  let i = 0;
  let j = 0;
  const put = (sign: Line['sign'], row: Row) => lines.push({ sign, depth: row.depth, condition: row.condition });
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i]!.key === b[j]!.key) {
      put(' ', b[j++]!);
      i++;
    } else if (i < a.length && (j >= b.length || common[i + 1]![j]! >= common[i]![j + 1]!)) put('-', a[i++]!);
    else put('+', b[j++]!);
  }
  return lines;
}

// The draft of one user, kept in the browser until it is published.
export interface Stored {
  seen: string | null; // the revision it was begun from
  at: string;
  book: Book;
}

const keyOf = (user: string) => `cxai.rules.draft.${user}`;

export function storedDraft(storage: Pick<Storage, 'getItem'>, user: string): Stored | null {
  try {
    const stored = JSON.parse(storage.getItem(keyOf(user)) ?? 'null') as Stored | null;
    const book = stored && readBook(JSON.stringify(stored.book));
    return stored && book ? { seen: stored.seen ?? null, at: stored.at, book } : null;
  } catch {
    return null;
  }
}

// Null takes it away.
export function storeDraft(storage: Pick<Storage, 'setItem' | 'removeItem'>, user: string, draft: Stored | null): boolean {
  try {
    if (draft) storage.setItem(keyOf(user), JSON.stringify(draft));
    else storage.removeItem(keyOf(user));
    return true;
  } catch {
    return false; // no storage, or it is full
  }
}
