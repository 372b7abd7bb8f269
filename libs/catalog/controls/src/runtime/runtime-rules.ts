import type { Condition, FactRow } from '../settings/fact-control.js';
import type { Rule } from '../settings/rule.js';

export const SOURCE = 'host/runtime';

const WITH = (key: string, name: string): Condition => ({
  source: SOURCE,
  key,
  holds: (text) => text !== undefined,
  otherwise: `${name} is not on this host`,
  examples: { holds: 'present', not: { absent: 'no such process' } },
});

export const WITH_CONTAINERD = WITH('containerd', 'containerd');
export const WITH_CRIO = WITH('crio', 'CRI-O');
export const WITH_DOCKER = WITH('docker', 'Docker');

export const isTrue: Rule = {
  wanted: 'true',
  accepts: (text) => (text === 'true' ? true : text === 'false' ? false : undefined),
  examples: { pass: ['true'], fail: ['false'], unknown: ['', 'yes'] },
};

export const isFalse: Rule = {
  wanted: 'false',
  accepts: (text) => (text === 'false' ? true : text === 'true' ? false : undefined),
  examples: { pass: ['false'], fail: ['true'], unknown: ['', 'no'] },
};

/** `runc=true kata=`: the same is asked of every handler; what it means that one says nothing is said. */
function ofHandlers(good: 'true' | 'false', unsaid: 'good' | 'bad' | 'unclear'): Rule {
  const bad = good === 'true' ? 'false' : 'true';
  const meant = { good, bad, unclear: undefined }[unsaid];
  const mixed = `runc=${good} kata=`;
  return {
    wanted: `${good} of every handler`,
    accepts: (text) => {
      const values = text
        .split(' ')
        .map((word) => word.split('=')[1])
        .map((value) => (value === '' ? meant : value));
      if (values.includes(bad)) return false;
      return values.every((value) => value === good) ? true : undefined;
    },
    examples: {
      pass: [`runc=${good}`, `runc=${good} kata=${good}`, ...(unsaid === 'good' ? [mixed] : [])],
      fail: [`runc=${bad}`, `runc=${good} kata=${bad}`, ...(unsaid === 'bad' ? [mixed] : [])],
      unknown: ['', 'runc', ...(unsaid === 'unclear' ? [mixed] : [])],
    },
  };
}

/** Switches that are off by themselves. */
export const trueOfHandlers = ofHandlers('true', 'bad');
export const falseOfHandlers = ofHandlers('false', 'good');
/** Of handlers that are not runc the option says nothing, and of runc itself the release decides. */
export const trueWhereSaid = ofHandlers('true', 'unclear');

/** A list that should hold nothing. */
export const empty: Rule = {
  wanted: 'empty',
  accepts: (text) => text.trim() === '',
  examples: { pass: ['', ' '], fail: ['one', 'one,two'], unknown: [] },
};

/** `runc= kata=io.katacontainers.*`: no handler has anything in its list. */
export const emptyOfHandlers: Rule = {
  wanted: 'empty of every handler',
  accepts: (text) => text.split(' ').every((word) => /^[^=]+=$/.test(word)),
  examples: {
    pass: ['runc=', 'runc= kata='],
    fail: ['kata=io.katacontainers.*', 'runc= kata=a,b'],
    unknown: [],
  },
};

/** Explicit names are somebody's choice; a pattern hands the choice to whoever writes a pod. */
export const namesOfHandlers: Rule = {
  wanted: 'explicit names',
  accepts: (text) => !text.includes('*'),
  examples: {
    pass: ['runc=', 'kata=io.katacontainers.config.agent.trace'],
    fail: ['kata=io.katacontainers.*'],
    unknown: [],
  },
};

/** An address that only the machine itself reaches. */
export const loopback: Rule = {
  wanted: 'empty or an address of the machine itself',
  accepts: (text) =>
    text === '' || /^(127\.\d{1,3}\.\d{1,3}\.\d{1,3}|localhost|::1|\[::1\])(:\d+)?$/.test(text),
  examples: {
    pass: ['', '127.0.0.1', '127.0.0.1:1338', '[::1]:1338'],
    fail: ['0.0.0.0', '0.0.0.0:1338', ':1338', '10.0.0.1', 'x127.0.0.1', '127.0.0.1.example.com'],
    unknown: [],
  },
};

/** A socket is a path; anything else is an address of the network. */
export const noAddress: Rule = {
  wanted: 'empty or a path',
  accepts: (text) => text === '' || text.startsWith('/'),
  examples: {
    pass: ['', '/run/containerd/debug.sock'],
    fail: ['0.0.0.0:1', '127.0.0.1:1', '10.0.0.1/run/containerd/debug.sock'],
    unknown: [],
  },
};

export const none: Rule = {
  wanted: '0',
  accepts: (text) => (/^\d{1,6}$/.test(text) ? text === '0' : undefined),
  examples: { pass: ['0'], fail: ['1', '12'], unknown: ['', 'some'] },
};

type Row = Pick<FactRow, 'title' | 'severity' | 'why' | 'remedy' | 'references' | 'rule' | 'absent'>;

/** A row of a table of one runtime. */
export const runtimeRow =
  (runtime: string, only: Condition) =>
  (slug: string, key: string, row: Row, more: readonly Condition[] = []): FactRow => ({
    id: `runtime/${runtime}-${slug}`,
    source: SOURCE,
    key,
    ...row,
    only: [only, ...more],
  });
