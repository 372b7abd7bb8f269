import type { FactRow } from '../settings/fact-control.js';
import type { Rule } from '../settings/rule.js';

/** Folders that the system makes anew at each start, and in which root alone may make a socket. */
const EXPECTED = /^\/(?:var\/)?run\//;

const expectedPlaces: Rule = {
  wanted: 'none, or only below /run',
  accepts: (text) => text === '' || text.split(',').every((path) => EXPECTED.test(path)),
  examples: {
    pass: ['', '/run/containerd/containerd.sock', '/run/crio/crio.sock,/var/run/docker.sock'],
    fail: [
      '/tmp/docker.sock',
      '/run/containerd/containerd.sock,/home/eve/containerd.sock',
      'x/run/containerd/containerd.sock',
    ],
    unknown: [],
  },
};

/** Sockets of the host that give control over it. */
export const SOCKETS: readonly FactRow[] = [
  {
    id: 'host/runtime-sockets',
    source: 'host/services',
    key: 'listening.runtime-sockets',
    title: 'Runtimes take orders only where they are expected to',
    severity: 'low',
    why: 'Who reaches the socket of a runtime starts containers as root; one in another place was put there for somebody.',
    remedy: 'Find who listens by `ss -xlp | grep .sock`, and take the address out of its configuration.',
    references: ['kubernetes:container-runtimes'],
    rule: expectedPlaces,
    absent: { unknown: 'whether runtimes listen is not known' },
  },
];
