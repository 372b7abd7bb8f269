import { describe, expect, it } from 'vitest';
import { startSmall, type SmallStart } from './start-small.js';

function started(change: Partial<SmallStart>): readonly string[][] {
  const calls: string[][] = [];
  const execve = (_: string, args: string[]) => void calls.push(args);
  startSmall({
    execPath: '/node',
    execArgv: [],
    argv: ['/node', '/a b/agent.js'],
    env: {},
    execve,
    ...change,
  });
  return calls;
}

describe('an agent', () => {
  it('replaces itself once, with flags that keep it small', () => {
    const [args = []] = started({});
    expect(args[0]).toBe('/node');
    expect(args).toContain('--lite-mode');
    expect(args.at(-1)).toBe('/a b/agent.js');
    expect(started({ execArgv: args.slice(1, -1) })).toEqual([]);
  });

  it('of the role cluster keeps its compilers', () => {
    const [args = []] = started({ env: { AGENT_ROLE: 'cluster' } });
    expect(args).toContain('--max-semi-space-size=2');
    expect(args).not.toContain('--optimize-for-size');
    expect(args).not.toContain('--lite-mode');
  });

  it('stays as it is beside a parent that talks to it, and where it reads manifests', () => {
    expect(started({ connected: true })).toEqual([]);
    expect(started({ env: { AGENT_MANIFESTS: '/m' } })).toEqual([]);
  });
});
