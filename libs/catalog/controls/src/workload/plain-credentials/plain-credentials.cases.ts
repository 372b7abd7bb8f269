import { podCase, podSpec } from '../../pod-security/pod-case.js';
import type { ControlCase } from '@plimsoll/engine';

export const cases: readonly ControlCase[] = [
  podCase(
    'a password with a value',
    { spec: podSpec({ env: [{ name: 'DB_PASSWORD', value: '[redacted]' }] }) },
    {
      verdict: 'fail',
      evidence: [{ path: 'spec.containers[0].env[0].name', value: 'DB_PASSWORD' }],
    },
  ),
  podCase(
    'a password from a secret',
    {
      spec: podSpec({
        env: [{ name: 'DB_PASSWORD', valueFrom: { secretKeyRef: { name: 'db', key: 'password' } } }],
      }),
    },
    { verdict: 'pass' },
  ),
  podCase(
    'where the password is',
    { spec: podSpec({ env: [{ name: 'DB_PASSWORD_FILE', value: '[redacted]' }] }) },
    { verdict: 'pass' },
  ),
  podCase(
    'an empty value',
    { spec: podSpec({ env: [{ name: 'API_TOKEN', value: '' }] }) },
    { verdict: 'pass' },
  ),
  podCase(
    'variables that are not a list',
    { spec: podSpec({ env: { DB_PASSWORD: '[redacted]' } }) },
    { verdict: 'unknown', reason: 'unreadable' },
  ),
];
