import { describe, expect, it } from 'vitest';
import { de } from './de';
import { en } from './en';
import { tr } from './tr';

type Leaf = [path: string, value: unknown];
function leaves(node: object, path = ''): Leaf[] {
  return Object.entries(node).flatMap(([key, value]: [string, unknown]): Leaf[] =>
    typeof value === 'object' && value !== null ? leaves(value, `${path}${key}.`) : [[path + key, value]],
  );
}

describe.each([['en', en], ['de', de]] as const)('%s', (_, other) => {
  it('has every key of Turkish and no other', () => {
    expect(leaves(other).map(([key]) => key).sort()).toEqual(leaves(tr).map(([key]) => key).sort());
  });

  it('takes the same arguments and uses each of them', () => {
    const own = new Map(leaves(other));
    for (const [key, value] of leaves(tr)) {
      if (typeof value !== 'function') continue;
      const text = (own.get(key) as (...args: string[]) => string)('«1»', '«2»', '«3»');
      for (const mark of ['«1»', '«2»', '«3»'].slice(0, value.length)) expect(text, key).toContain(mark);
    }
  });
});

describe.each([['tr', tr], ['en', en], ['de', de]] as const)('%s', (_, catalogue) => {
  it('leaves nothing empty', () => {
    for (const [key, value] of leaves(catalogue)) if (typeof value === 'string') expect(value.trim(), key).not.toBe('');
  });
});

describe('names of the twenty fields', () => {
  const fields =
    'sentiment resolution keywords repeated_words agent_performance customer_conduct satisfaction problem solutions ' +
    'empathy professionalism mood tone time_to_resolution follow_up commitments churn_risk topic';
  it.each(fields.split(' '))('%s', (field) => {
    for (const catalogue of [tr, en, de]) expect(catalogue.values.claim).toHaveProperty(field);
  });

  it('Turkish is not English', () => {
    const english = new Map(leaves(en));
    const same = leaves(tr).filter(([key, value]) => typeof value === 'string' && value.length > 3 && english.get(key) === value);
    expect(same.map(([key]) => key).sort()).toEqual(['appName', 'nav.demo', 'rules.tab.json', 'values.pii.IBAN']);
  });
});
