// What differs between two analyses of one conversation. Pure.
import type { Analysis, Claim, Turn } from './api/types';
import { quote } from './talk';

export interface ClaimChange {
  field: string;
  reader: boolean; // what a language model says
  before: Claim | null;
  after: Claim | null;
  value: boolean; // the value or the state differs, else only what speaks for it
}

export interface MeasureChange {
  name: string;
  party: string | null;
  before: number | null;
  after: number | null;
}

export interface RecipeChange {
  part: string;
  before: string | null;
  after: string | null;
}

export interface TurnChange {
  role: number;
  text: number;
  added: number;
  removed: number;
}

export interface Differences {
  claims: ClaimChange[];
  same: number; // claims that did not change
  measures: MeasureChange[];
  recipe: RecipeChange[];
  turns: TurnChange;
}

// The order of keys says nothing.
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, v: unknown) =>
    typeof v === 'object' && v !== null && !Array.isArray(v) ? Object.fromEntries(Object.entries(v).sort(([a], [b]) => (a < b ? -1 : 1))) : v,
  );
}

export function compare(before: Analysis, after: Analysis): Differences {
  const claims = claimChanges(before, after);
  return { ...claims, measures: measureChanges(before, after), recipe: recipeChanges(before, after), turns: turnChanges(before.turns, after.turns) };
}

const slot = (claim: Claim) => `${claim.method === 'llm' ? 'llm' : ''} ${claim.field}`;
const shown = (claim: Claim | null) => (claim === null || claim.state === 'abstained' ? null : claim.value);

function claimChanges(before: Analysis, after: Analysis): { claims: ClaimChange[]; same: number } {
  const old = new Map(before.claims.map((claim) => [slot(claim), claim]));
  const changes: ClaimChange[] = [];
  let same = 0;
  const judge = (a: Claim | null, b: Claim | null) => {
    const claim = (b ?? a)!;
    const value = canonical(shown(a)) !== canonical(shown(b)) || (a?.state ?? '') !== (b?.state ?? '');
    const evidence = a !== null && b !== null && canonical(quotes(before, a)) !== canonical(quotes(after, b));
    if (value || evidence) changes.push({ field: claim.field, reader: claim.method === 'llm', before: a, after: b, value });
    else same += 1;
  };
  for (const claim of after.claims) {
    judge(old.get(slot(claim)) ?? null, claim);
    old.delete(slot(claim));
  }
  for (const claim of old.values()) judge(claim, null);
  return { claims: changes, same };
}

export function quotes(analysis: Analysis, claim: Claim): string[] {
  return claim.evidence.map((e) => quote(analysis.turns, e));
}

// Numbers of the measures, those of a party apart; a list counts.
export function figures(measures: Record<string, unknown> | null): Map<string, number> {
  const all = new Map<string, number>();
  for (const [name, value] of Object.entries(measures ?? {})) {
    if (typeof value === 'number') all.set(`${name} `, value);
    else if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      for (const party of ['agent', 'customer']) {
        const own = (value as Record<string, unknown>)[party];
        if (typeof own === 'number') all.set(`${name} ${party}`, own);
        else if (typeof own === 'object' && own !== null)
          for (const inner of ['median', 'p90'])
            if (typeof (own as Record<string, unknown>)[inner] === 'number') all.set(`${name.replace(/_ms$/, '')}_${inner} ${party}`, (own as Record<string, number>)[inner]!);
      }
    }
  }
  return all;
}

function measureChanges(before: Analysis, after: Analysis): MeasureChange[] {
  const a = figures(before.measures);
  const b = figures(after.measures);
  const changes: MeasureChange[] = [];
  for (const key of new Set([...a.keys(), ...b.keys()])) {
    const x = a.get(key) ?? null;
    const y = b.get(key) ?? null;
    if (x === y || (x !== null && y !== null && Math.abs(x - y) <= 1e-9 * Math.max(Math.abs(x), Math.abs(y)))) continue;
    const [name, party] = key.split(' ') as [string, string];
    changes.push({ name, party: party || null, before: x, after: y });
  }
  return changes;
}

interface Recipe {
  speech?: { name?: string; weights_sha256?: string; options?: unknown } | null;
  roles?: { method?: string } | null;
  llm?: { name?: string; prompt?: string; prompt_sha256?: string } | null;
  models?: { name: string; sha256?: string }[];
  [key: string]: unknown;
}

// What a part of a recipe is called; two parts of the same name that differ show the beginning of their digest.
function recipeParts(analysis: Analysis, digests: boolean): Map<string, string> {
  const r = analysis.recipe as Recipe;
  const mark = (name: string, sha?: string) => (digests && sha ? `${name} (${sha.slice(0, 8)})` : name);
  const parts = new Map<string, string>();
  const put = (part: string, text: string | null | undefined) => {
    if (text) parts.set(part, text);
  };
  put('corrections', analysis.corrections?.length ? String(analysis.corrections.length) : null);
  put('speech', r.speech?.name && mark(r.speech.name, r.speech.weights_sha256) + (digests && r.speech.options ? ` ${canonical(r.speech.options)}` : ''));
  put('roles', r.roles?.method);
  put('llm', r.llm?.name && [r.llm.name, r.llm.prompt && mark(r.llm.prompt, r.llm.prompt_sha256)].filter(Boolean).join(' · '));
  put('models', [...(r.models ?? [])].sort((a, b) => (a.name < b.name ? -1 : 1)).map((m) => mark(m.name, m.sha256)).join(', '));
  for (const part of ['rules_revision', 'scorecard_revision', 'definitions', 'code_version']) put(part, typeof r[part] === 'string' ? (r[part] as string) : null);
  return parts;
}

function recipeChanges(before: Analysis, after: Analysis): RecipeChange[] {
  const [a, b, full, other] = [recipeParts(before, false), recipeParts(after, false), recipeParts(before, true), recipeParts(after, true)];
  const changes: RecipeChange[] = [];
  for (const part of new Set([...full.keys(), ...other.keys()])) {
    if (full.get(part) === other.get(part)) continue;
    const plain = a.get(part) !== b.get(part);
    changes.push({ part, before: (plain ? a : full).get(part) ?? null, after: (plain ? b : other).get(part) ?? null });
  }
  return changes;
}

function turnChanges(before: Turn[], after: Turn[]): TurnChange {
  const old = new Map(before.map((turn) => [turn.id, turn]));
  const change: TurnChange = { role: 0, text: 0, added: 0, removed: 0 };
  for (const turn of after) {
    const was = old.get(turn.id);
    old.delete(turn.id);
    if (!was) change.added += 1;
    else {
      if (was.role !== turn.role || was.speaker !== turn.speaker) change.role += 1;
      if (was.text !== turn.text) change.text += 1;
    }
  }
  change.removed = old.size;
  return change;
}
