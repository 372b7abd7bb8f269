import type { JsonObject } from '@plimsoll/model';
import { judge } from '@plimsoll/engine';
import { describe, expect, it } from 'vitest';
import { controlById } from '../find/find-control.js';
import { Field } from './field.js';
import { Looks } from './looks.js';
import { Misreads } from './misreads.js';

const object: JsonObject = { metadata: { labels: { 'a.example/b': 'x', empty: null } }, list: [1, 2] };
const root = (misreads = new Misreads()): Field => Field.root(object, misreads);

function looked(looks: Looks): Looks {
  const place = root();
  looks.see(true, place, 'list', 'anything');
  looks.see(false, place.at('metadata').at('labels'), 'a.example/b', 'y');
  for (const item of place.items('list')) looks.seeItself(item.integer() === 1, item, '1');
  return looks;
}

describe('the looks of a check', () => {
  it('keep what is not as wanted, in their order, with path and value', () => {
    const looks = looked(new Looks());
    expect(looks.isEmpty).toBe(false);
    expect(looks.evidence()).toEqual([
      { path: 'metadata.labels[a.example/b]', value: 'x', wanted: 'y' },
      { path: 'list[1]', value: 2, wanted: '1' },
    ]);
  });

  it('keep everything when a pass is to be shown', () => {
    const paths = looked(new Looks('all')).evidence();
    expect(paths.map(({ path }) => path)).toEqual([
      'list',
      'metadata.labels[a.example/b]',
      'list[0]',
      'list[1]',
    ]);
  });

  it('give no evidence of what could not be read', () => {
    const paths = looked(new Looks()).evidence((path) => path.startsWith('list'));
    expect(paths.map(({ path }) => path)).toEqual(['metadata.labels[a.example/b]']);
  });

  it('are empty where all is as wanted', () => {
    const looks = new Looks();
    looks.see(true, root(), 'list', 'anything');
    expect(looks.isEmpty).toBe(true);
    expect(looks.evidence()).toEqual([]);
  });
});

describe('a field read by its name', () => {
  it('is what is read at its place', () => {
    const labels = root().at('metadata').at('labels');
    expect(labels.names()).toEqual(['a.example/b']);
    expect([labels.text('a.example/b'), labels.text('empty'), labels.text('toString')]).toEqual([
      'x',
      undefined,
      undefined,
    ]);
  });

  it('is noted by its own path when it has the wrong type, once', () => {
    const misreads = new Misreads();
    const place = root(misreads);
    expect([place.flag('list'), place.holdsObject('list'), place.text('list')]).toEqual([
      undefined,
      false,
      undefined,
    ]);
    expect(misreads.paths).toEqual(['list']);
    expect([misreads.covers('list[1].x'), misreads.covers('listing')]).toEqual([true, false]);
    misreads.keepFirst(0);
    expect(misreads.count).toBe(0);
  });
});

describe('the evidence of a pass', () => {
  const judged = (name: string) => {
    const control = controlById('workload/privileged');
    if (!control) throw new Error('no control');
    const spec = { containers: [{ name, securityContext: { privileged: false } }, {}] };
    const subject = { group: '', kind: 'Pod', namespace: '', name };
    return judge(control, { subject, facts: { 'kube/core/Pod': { shape: 'object', object: { spec } } } });
  };

  it('is still that of its own pod after others were judged', () => {
    const first = judged('a');
    judged('b');
    expect(first).toHaveProperty('evidence', [
      { path: 'spec.containers[0].securityContext.privileged', value: false, wanted: 'not true' },
      { path: 'spec.containers[1].securityContext.privileged', value: null, wanted: 'not true' },
    ]);
  });
});
