import fc from 'fast-check';
import { dump } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { locateLines } from './locate.js';

const POD = `# a comment
---
apiVersion: v1
kind: Pod
metadata:
  name: a
  annotations:
    container.apparmor.security.beta.kubernetes.io/app: unconfined
    "quoted/key": x
spec:
  hostNetwork: true # why
  volumes: [{name: v, hostPath: {path: /}},
    {name: w}]
  containers:
  - name: app
    args:
      - |
        spec:
          containers: not this
      - "a
        b: c"
    securityContext: &sc
      privileged: true
  - securityContext:
      privileged: false
    name: "b"
  initContainers:
    -
      name: i
      ports:
      - containerPort: 1
        hostPort: 2
`;

describe('locateLines', () => {
  const line = locateLines(POD);
  it.each([
    ['', 3],
    ['spec', 10],
    ['spec.hostNetwork', 11],
    ['metadata.name', 6],
    ['metadata.annotations.container.apparmor.security.beta.kubernetes.io/app', 8],
    ['metadata.annotations["quoted/key"]', 9],
    ['metadata.annotations[container.apparmor.security.beta.kubernetes.io/app]', 8],
    ['spec.volumes[0].hostPath.path', 12],
    ['spec.volumes[1].name', 13],
    ['spec.containers[0]', 15],
    ['spec.containers[0].args[1]', 20],
    ['spec.containers[0].securityContext.privileged', 23],
    ['spec.containers[1].securityContext.privileged', 25],
    ['spec.containers[1].name', 26],
    ['spec.initContainers[0].ports[0].hostPort', 32],
    ['spec.containers[0].securityContext.capabilities.drop', 22],
    ['spec.containers[7].image', 14],
    ['status.phase', 3],
  ])('%s stands on line %i', (path, expected) => expect(line(path)).toBe(expected));

  it('finds places in JSON', () => {
    const json = JSON.stringify(
      { kind: 'List', items: [{ kind: 'Pod', spec: { 'a"b': [1, { c: 'x{y' }] } }] },
      null,
      2,
    );
    const at = locateLines(json);
    const wanted = (needle: string): number =>
      json.split('\n').findIndex((text) => text.includes(needle)) + 1;
    expect(at('items[0]')).toBe(4);
    expect(at('items[0].spec')).toBe(wanted('"spec"'));
    expect(at('items[0].spec["a\\"b"][1].c')).toBe(wanted('"spec"'));
    expect(at('items[0].kind')).toBe(wanted('"Pod"'));
  });

  it('finds every key of any document, in block style, in flow style and in JSON', () => {
    const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom('x', 'a b', '', 'two\nlines: x\n', '# no', "it's", '- x', '{', 1, true, null),
        fc.array(tie('tree'), { maxLength: 3 }),
        fc.dictionary(fc.stringMatching(/^[a-z][a-z0-9-]{0,3}$/), tie('tree'), { maxKeys: 3 }),
      ),
    }));
    const styles = [
      (value: unknown) => dump(value, { lineWidth: -1 }),
      (value: unknown) => dump(value, { flowLevel: 2, lineWidth: 20 }),
      (value: unknown) => dump(value, { noArrayIndent: true }),
      (value: unknown) => JSON.stringify(value, null, 1),
    ];
    fc.assert(
      fc.property(tree, fc.constantFrom(...styles), (value, write) => {
        const text = write({ root: value });
        const at = locateLines(text);
        for (const [path, key] of keysOf({ root: value }, '')) {
          const line = text.split('\n')[at(path) - 1] ?? '';
          expect(line, `${path} in\n${text}`).toContain(key);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('ends on any text, however broken', () => {
    for (const text of ['', '{', '[', '{"a', "a: 'x", '- - -', ': :', '{a: [b', '\t- x', 'a: |', '}{', '{:'])
      expect(locateLines(text)('a.b[0]')).toBeGreaterThan(0);
  });
});

/** Every path that ends with a key, and the key. */
function keysOf(value: unknown, path: string): [string, string][] {
  if (Array.isArray(value)) return value.flatMap((item, index) => keysOf(item, `${path}[${index}]`));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => {
    const below = path === '' ? key : `${path}.${key}`;
    return [[below, key] as [string, string], ...keysOf(item, below)];
  });
}
