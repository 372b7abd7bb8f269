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

  it('ends on any text, however broken', () => {
    for (const text of ['', '{', '[', '{"a', "a: 'x", '- - -', ': :', '{a: [b', '\t- x', 'a: |', '}{', '{:'])
      expect(locateLines(text)('a.b[0]')).toBeGreaterThan(0);
  });
});
