import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { defineConfiguration, readConfiguration, readConfigurations } from '../index.js';

const schema = defineConfiguration({
  url: { variable: 'STORE_URL', kind: 'url', secret: true, meaning: 'where the store is' },
  pool: { variable: 'STORE_POOL', kind: 'integer', default: 10, min: 1, max: 50, meaning: 'connections' },
  wait: { variable: 'STORE_WAIT', kind: 'duration', default: 1000, meaning: 'how long to wait' },
  mode: { variable: 'STORE_MODE', kind: 'choice', choices: ['a', 'b'], default: 'a', meaning: 'a mode' },
  quiet: { variable: 'STORE_QUIET', kind: 'boolean', default: false, meaning: 'quiet' },
  note: { variable: 'STORE_NOTE', kind: 'text', required: false, meaning: 'a note' },
  port: { variable: 'STORE_PORT', kind: 'port', default: 0, meaning: 'a port' },
});
const good = { STORE_URL: 'postgres://localhost/x' };

describe('a configuration', () => {
  it('takes defaults, is typed and frozen', () => {
    const values = readConfiguration(good, schema);
    expect(values).toEqual({
      url: good.STORE_URL,
      pool: 10,
      wait: 1000,
      mode: 'a',
      quiet: false,
      note: undefined,
      port: 0,
    });
    expect(Object.isFrozen(values)).toBe(true);
  });

  it.each([
    ['STORE_WAIT', '5m', 'wait', 300_000],
    ['STORE_WAIT', '250ms', 'wait', 250],
    ['STORE_POOL', '50', 'pool', 50],
    ['STORE_QUIET', 'true', 'quiet', true],
    ['STORE_PORT', '65535', 'port', 65_535],
  ] as const)('reads %s=%s', (variable, text, field, value) => {
    expect(readConfiguration({ ...good, [variable]: text }, schema)[field]).toBe(value);
  });

  it('reports every problem of every schema together, by name and never by value', () => {
    const environment = {
      STORE_URL: 'hunter2',
      STORE_POOL: '51',
      STORE_WAIT: 'soon',
      STORE_MODE: 'c',
      STORE_QUIET: 'yes',
      STORE_PORT: '70000',
    };
    const other = defineConfiguration({ key: { variable: 'OTHER_KEY', kind: 'text', meaning: 'a key' } });
    const read = () => readConfigurations(environment, { schema, other });
    expect(read).toThrow(
      'The configuration has 7 problems: STORE_URL is not a URL; STORE_POOL must be at most 50; STORE_WAIT takes a duration such as 250ms, 30s, 5m or 24h; STORE_MODE takes one of a, b; STORE_QUIET takes true or false; STORE_PORT must be at most 65535; OTHER_KEY is not set.',
    );
    expect(read).not.toThrow('hunter2');
  });

  it('reads a secret from the file that X_FILE names, and refuses both', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'configuration-')), 'secret');
    writeFileSync(file, 'postgres://localhost/file\n');
    expect(readConfiguration({ STORE_URL_FILE: file }, schema).url).toBe('postgres://localhost/file');
    expect(() => readConfiguration({ ...good, STORE_URL_FILE: file }, schema)).toThrow(
      'STORE_URL and STORE_URL_FILE are both set',
    );
    expect(() => readConfiguration({ STORE_URL_FILE: '/no/such/file' }, schema)).toThrow('(ENOENT)');
  });

  it('does not read a file for what is no secret', () => {
    expect(readConfiguration({ ...good, STORE_NOTE_FILE: '/no/such/file' }, schema).note).toBeUndefined();
  });
});
