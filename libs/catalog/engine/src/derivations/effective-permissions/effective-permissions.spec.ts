import type { JsonObject, JsonValue } from '@plimsoll/model';
import { describe, expect, it } from 'vitest';
import { objectFact } from '../../testing/index.js';
import { allows, type PathRequest, type ResourceRequest } from './allows.js';
import { effectivePermissions } from './effective-permissions.js';
import { selects } from './label-selector.js';
import { bindingOf, bindingsIn, grantsTo } from './permissions.js';
import { readRules } from './rbac.js';

const API = 'rbac.authorization.k8s.io/v1';
const rule = (resources: string[], more: JsonObject = {}): JsonObject => ({
  verbs: ['get'],
  apiGroups: [''],
  resources,
  ...more,
});
const request = (
  resource: string,
  subresource = '',
  more: Partial<ResourceRequest> = {},
): ResourceRequest => ({
  verb: 'get',
  apiGroup: '',
  resource,
  subresource,
  ...more,
});

describe('a rule', () => {
  it.each<[JsonObject, ResourceRequest | PathRequest, boolean]>([
    [rule(['pods']), request('pods'), true],
    [rule(['pods']), request('pods', 'exec'), false],
    [rule(['pods/exec']), request('pods', 'exec'), true],
    [rule(['pods/*']), request('pods', 'exec'), false],
    [rule(['pods/*']), request('pods'), false],
    [rule(['*/exec']), request('pods', 'exec'), true],
    [rule(['*/exec']), request('pods', 'attach'), false],
    [rule(['*']), request('pods', 'exec'), true],
    [rule(['pods'], { verbs: ['*'] }), request('pods', '', { verb: 'delete' }), true],
    [rule(['pods'], { apiGroups: ['*'] }), request('pods', '', { apiGroup: 'metrics.k8s.io' }), true],
    [rule(['pods']), request('pods', '', { apiGroup: 'metrics.k8s.io' }), false],
    [rule(['pods'], { verbs: [] }), request('pods'), false],
    [rule(['pods'], { resourceNames: ['a'] }), request('pods', '', { resourceName: 'a' }), true],
    [rule(['pods'], { resourceNames: ['a'] }), request('pods', '', { resourceName: 'b' }), false],
    [rule(['pods'], { resourceNames: ['a'] }), request('pods'), false],
    [rule(['pods'], { resourceNames: ['a', ''] }), request('pods'), true],
    [rule(['pods'], { resourceNames: ['a'] }), request('pods', '', { resourceName: '' }), false],
    [rule(['pods'], { resourceNames: ['a'] }), request('pods', '', { resourceName: { any: true } }), true],
    [rule(['pods']), request('pods', '', { resourceName: 'a' }), true],
    [{ verbs: ['get'], nonResourceURLs: ['/healthz'] }, { verb: 'get', path: '/healthz' }, true],
    [{ verbs: ['get'], nonResourceURLs: ['/healthz'] }, { verb: 'get', path: '/healthz/ping' }, false],
    [{ verbs: ['get'], nonResourceURLs: ['/healthz/*'] }, { verb: 'get', path: '/healthz/ping' }, true],
    [{ verbs: ['get'], nonResourceURLs: ['*'] }, { verb: 'get', path: '/metrics' }, true],
    [{ verbs: ['get'], nonResourceURLs: ['*'] }, request('pods'), false],
    [rule(['*']), { verb: 'get', path: '/metrics' }, false],
  ])('%o, asked for %o: %s', (written, asked, granted) => {
    expect(allows(readRules([written]), asked)).toBe(granted);
  });
});

describe('a label selector', () => {
  it.each<[JsonValue, boolean]>([
    [{}, true],
    [null, false],
    [{ matchLabels: { x: '1' } }, true],
    [{ matchLabels: { x: '2' } }, false],
    [{ matchExpressions: [{ key: 'x', operator: 'In', values: ['1', '2'] }] }, true],
    [{ matchExpressions: [{ key: 'x', operator: 'NotIn', values: ['1'] }] }, false],
    [{ matchExpressions: [{ key: 'z', operator: 'NotIn', values: ['1'] }] }, true],
    [{ matchExpressions: [{ key: 'x', operator: 'Exists' }] }, true],
    [{ matchExpressions: [{ key: 'x', operator: 'DoesNotExist' }] }, false],
    [{ matchExpressions: [{ key: 'x', operator: 'Perhaps' }] }, false],
    [{ matchLabels: { x: '1' }, matchExpressions: [{ key: 'z', operator: 'Exists' }] }, false],
  ])('%o on x=1: %s', (selector, selected) => {
    expect(selects(selector, { x: '1' })).toBe(selected);
  });
});

const clusterRole = (name: string, more: JsonObject, labels: JsonObject = {}): JsonObject => ({
  apiVersion: API,
  kind: 'ClusterRole',
  metadata: { name, labels },
  ...more,
});
const aggregate = (label: string): JsonObject => ({
  aggregationRule: { clusterRoleSelectors: [{ matchLabels: { [label]: 'true' } }] },
});
const bind = (
  kind: string,
  namespace: string,
  name: string,
  roleRef: JsonObject,
  ...subjects: JsonObject[]
): JsonObject => ({
  apiVersion: API,
  kind,
  metadata: namespace === '' ? { name } : { name, namespace },
  roleRef,
  subjects,
});
const derived = (...objects: JsonObject[]) =>
  effectivePermissions.derive(objects.map((object) => objectFact(object)));
const account = (namespace: string, name = 'a'): JsonObject => ({ kind: 'ServiceAccount', namespace, name });
const to = (name: string, kind = 'ClusterRole'): JsonObject => ({ kind, name });

describe('effective permissions', () => {
  it('resolve aggregation in turn, in circles too, without the rules that the controller overwrites', () => {
    const value = derived(
      clusterRole('admin', { ...aggregate('to-admin'), rules: [rule(['nodes'])] }, { 'to-view': 'true' }),
      clusterRole('edit', { ...aggregate('to-edit') }, { 'to-admin': 'true' }),
      clusterRole('view', { ...aggregate('to-view') }, { 'to-edit': 'true' }),
      clusterRole('more', { rules: [rule(['secrets'])] }, { 'to-edit': 'true' }),
      bind('ClusterRoleBinding', '', 'b', to('admin'), account('shop')),
    ).get('');
    const [binding] = bindingsIn(value);
    expect(binding?.rules.map(({ resources }) => resources)).toEqual([['secrets']]);
    expect(binding?.dangling).toBe(false);
  });

  it('leave a role that aggregates no rule at all the rules it has, and give them to those that aggregate it', () => {
    const [binding, other] = bindingsIn(
      derived(
        clusterRole('lone', { ...aggregate('to-lone'), rules: [rule(['secrets'])] }, { 'to-top': 'true' }),
        clusterRole('empty', { rules: [] }, { 'to-lone': 'true' }),
        clusterRole('top', { ...aggregate('to-top'), rules: [rule(['nodes'])] }),
        bind('ClusterRoleBinding', '', 'lone', to('lone'), account('shop')),
        bind('ClusterRoleBinding', '', 'top', to('top'), account('shop')),
      ).get(''),
    );
    expect(binding?.rules.map(({ resources }) => resources)).toEqual([['secrets']]);
    expect(other?.rules.map(({ resources }) => resources)).toEqual([['secrets']]);
  });

  it('take all rules of a circle with nothing outside of it', () => {
    const value = derived(
      clusterRole('a', { ...aggregate('to-a'), rules: [rule(['secrets'])] }, { 'to-b': 'true' }),
      clusterRole('b', { ...aggregate('to-b'), rules: [rule(['nodes'])] }, { 'to-a': 'true' }),
      bind('ClusterRoleBinding', '', 'b', to('a'), account('shop')),
    ).get('');
    const resources = bindingsIn(value)[0]?.rules.flatMap((one) => one.resources);
    expect(resources?.toSorted()).toEqual(['nodes', 'secrets']);
  });

  it('mark a role that does not exist, and find a Role in its own namespace only', () => {
    const role = {
      apiVersion: API,
      kind: 'Role',
      metadata: { namespace: 'shop', name: 'r' },
      rules: [rule(['pods'])],
    };
    const values = derived(
      role,
      bind('RoleBinding', 'shop', 'b', to('r', 'Role')),
      bind('RoleBinding', 'bank', 'b', to('r', 'Role')),
    );
    expect(bindingsIn(values.get('shop')).map(({ dangling }) => dangling)).toEqual([false]);
    expect(bindingsIn(values.get('bank')).map(({ dangling }) => dangling)).toEqual([true]);
  });

  it('grant no paths through a RoleBinding', () => {
    const role = clusterRole('r', { rules: [{ verbs: ['get'], nonResourceURLs: ['*'] }, rule(['pods'])] });
    const values = derived(
      role,
      bind('RoleBinding', 'shop', 'b', to('r')),
      bind('ClusterRoleBinding', '', 'b', to('r')),
    );
    expect(bindingsIn(values.get('shop')).map(({ rules }) => rules.length)).toEqual([1]);
    expect(bindingsIn(values.get('')).map(({ rules }) => rules.length)).toEqual([2]);
  });

  it('show a namespace every binding that reaches its accounts, wherever it is', () => {
    const values = derived(
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'empty' } },
      bind('ClusterRoleBinding', '', 'direct', to('x'), account('shop')),
      bind('RoleBinding', 'bank', 'across', to('x'), account('shop')),
      bind('ClusterRoleBinding', '', 'as-user', to('x'), {
        kind: 'User',
        name: 'system:serviceaccount:shop:a',
      }),
      bind('ClusterRoleBinding', '', 'as-group', to('x'), {
        kind: 'Group',
        name: 'system:serviceaccounts:shop',
      }),
      bind('ClusterRoleBinding', '', 'everybody', to('x'), { kind: 'Group', name: 'system:authenticated' }),
    );
    const names = (namespace: string): string[] =>
      bindingsIn(values.get(namespace))
        .map(({ name }) => name)
        .sort();
    expect(names('shop')).toEqual(['across', 'as-group', 'as-user', 'direct', 'everybody']);
    expect(names('empty')).toEqual(['everybody']);
    expect(names('bank')).toEqual(['across', 'everybody']);
    expect(names('')).toEqual(['as-group', 'as-user', 'direct', 'everybody']);
    expect(
      bindingsIn(values.get('shop')).every((binding) => grantsTo(binding, { namespace: 'shop', name: 'a' })),
    ).toBe(true);
    expect(
      bindingsIn(values.get('shop')).filter((binding) =>
        grantsTo(binding, { namespace: 'shop', name: 'other' }),
      ).length,
    ).toBe(2);
  });

  it('let a binding find itself, by its instance in a scan', () => {
    const facts = ['one', 'two'].map((role, index) =>
      objectFact(bind('RoleBinding', 'shop', 'b', to(role)), `file:${index}`),
    );
    const value = effectivePermissions.derive(facts).get('shop');
    expect(facts.map(({ subject }) => bindingOf(value, subject)?.roleRef.name)).toEqual(['one', 'two']);
    expect(
      bindingOf(value, {
        group: 'rbac.authorization.k8s.io',
        kind: 'RoleBinding',
        namespace: 'shop',
        name: 'b',
      }),
    ).toBeUndefined();
    expect(bindingsIn(undefined)).toEqual([]);
  });

  it('let a binding find itself in the value that it is asked of, asked in turn', () => {
    const { subject, ...rest } = objectFact(bind('RoleBinding', 'shop', 'b', to('one')));
    const other = objectFact(bind('RoleBinding', 'shop', 'b', to('two')));
    const [before, after] = [[{ ...rest, subject }], [other]].map((facts) =>
      effectivePermissions.derive(facts).get('shop'),
    );
    const roles = [before, before, after, undefined, before].map(
      (value) => bindingOf(value, subject)?.roleRef.name,
    );
    expect(roles).toEqual(['one', 'one', 'two', undefined, 'one']);
  });
});
