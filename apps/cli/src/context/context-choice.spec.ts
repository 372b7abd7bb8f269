import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseAgentOptions } from '../commands/agent.js';
import { plimsoll } from '../testing/fake-terminal.js';
import { parseUpOptions } from '../up/up-options.js';
import { contextChoice, contextEnvironment } from './context-choice.js';

describe('the choice of a cluster', () => {
  it('is none, a context, a kubeconfig, or both', () => {
    expect(contextChoice({})).toBeUndefined();
    expect(contextChoice({ context: 'a b' })).toEqual({ context: 'a b' });
    expect(contextChoice({ context: 'a', kubeconfig: 'k' })).toEqual({
      context: 'a',
      kubeconfig: resolve('k'),
    });
  });

  it.each([{ context: '' }, { kubeconfig: '' }])('is not empty: %o', (values) => {
    expect(() => contextChoice(values)).toThrow(/is empty/);
  });

  it('is told to the agent as it was made', () => {
    expect(contextEnvironment({ context: 'a', kubeconfig: '/k' })).toEqual({
      AGENT_ROLE: 'cluster',
      AGENT_KUBE_CONTEXT: 'a',
      AGENT_KUBECONFIG: '/k',
    });
    expect(contextEnvironment({})).toEqual({ AGENT_ROLE: 'cluster' });
  });
});

describe('the options that take it', () => {
  it('of up', () => {
    expect(parseUpOptions(['--context', 'x']).cluster).toEqual({ context: 'x' });
    expect(parseUpOptions([]).cluster).toBeUndefined();
  });

  it('of agent imply the role', () => {
    const { environment } = parseAgentOptions(['--context', 'x', '--state', '/s']);
    expect(environment).toEqual({
      AGENT_ROLE: 'cluster',
      AGENT_KUBE_CONTEXT: 'x',
      AGENT_STATE_FILE: '/s',
    });
    expect(parseAgentOptions(['--role', 'cluster']).environment).toEqual({ AGENT_ROLE: 'cluster' });
  });

  it.each([
    [['--role', 'node', '--context', 'x'], /--role cluster/],
    [['--manifests', 'm', '--context', 'x'], /--manifests/],
    [['--contex', 'x'], /contex/],
  ])('of agent do not contradict each other: %j', (args, message) => {
    expect(() => parseAgentOptions(args)).toThrow(message);
  });

  it.each(['up', 'agent', 'enroll'])('are in the help of %s', async (command) => {
    const { code, stdout } = await plimsoll(['help', command]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/--context NAME\]? \[--kubeconfig FILE\]/);
    expect(stdout).toContain('  --kubeconfig   where contexts are looked for');
  });
});
