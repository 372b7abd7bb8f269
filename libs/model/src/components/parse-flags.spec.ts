import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COMPONENTS, flagsOf } from './component-flags.js';
import { parseFlags } from './parse-flags.js';

const api = (...words: readonly string[]) => parseFlags('kube-apiserver', words);
const absent = { absent: expect.any(String) };

describe('the flags of a component', () => {
  it('are read in every way in which they are written', () => {
    expect(api('--anonymous-auth=false')).toMatchObject({ '--anonymous-auth': 'false' });
    expect(api('--audit_log_path', '/var/log/a')).toMatchObject({ '--audit-log-path': '/var/log/a' });
    expect(api('--profiling')).toMatchObject({ '--profiling': 'true' });
    expect(api('--profiling=F', '--audit-log-maxage=-1')).toMatchObject({
      '--profiling': 'false',
      '--audit-log-maxage': '-1',
    });
  });

  it('do not take a word for the value of a switch', () => {
    expect(api('--profiling', 'false')).toMatchObject({ '--profiling': 'true' });
    expect(parseFlags('etcd', ['--client-cert-auth', 'false', '--auto-tls'])).toMatchObject({
      '--client-cert-auth': 'true',
      '--auto-tls': absent,
    });
  });

  it('take the next word for a value even when it looks like a flag, as pflag does', () => {
    expect(api('--audit-log-path', '--profiling')).toMatchObject({
      '--audit-log-path': '--profiling',
      '--profiling': absent,
    });
  });

  it('end at two dashes', () => {
    expect(api('--', '--profiling=false')).toMatchObject({ '--profiling': absent });
  });

  it('are the last of a repeated one, together for lists and gates', () => {
    expect(api('--profiling=false', '--profiling=true')).toMatchObject({ '--profiling': 'true' });
    expect(api('--authorization-mode=Node', '--authorization-mode', 'RBAC')).toMatchObject({
      '--authorization-mode': 'Node,RBAC',
    });
    expect(api('--feature-gates=A=true,B=false', '--feature-gates=A=false')).toMatchObject({
      '--feature-gates': 'A=false,B=false',
    });
    expect(api('--feature-gates=kube:A=true,other:A=false')).toMatchObject({
      '--feature-gates': 'A=true,other:A=false',
    });
  });

  it('of etcd may have one dash', () => {
    expect(parseFlags('etcd', ['-cert-file=/c', '-key-file', '/k'])).toMatchObject({
      '--cert-file': '/c',
      '--key-file': '/k',
    });
    expect(parseFlags('kube-scheduler', ['-profiling=false'])).toMatchObject({ '--profiling': absent });
  });

  it('keep their values to themselves when nobody judges them', () => {
    const settings = api('--oidc-client-secret=hunter2', '--oidc-x', 'hunter3', '--token=hunter4');
    expect(settings).toMatchObject({ '--oidc-client-secret': '[redacted]', '--token': '[redacted]' });
    expect(JSON.stringify(settings)).not.toMatch(/hunter/);
    expect(JSON.stringify(api(`--${'x'.repeat(100)}=1`, '--söcret'))).not.toMatch(/xxx|söcret/);
  });

  it('say what is no text, no switch, or was redacted before', () => {
    expect(api('--audit-log-path=a\uFFFD', '--profiling=maybe', '--bind-address=[redacted]')).toMatchObject({
      '--audit-log-path': { unreadable: 'invalid' },
      '--profiling': { unreadable: 'invalid' },
      '--bind-address': { unreadable: 'invalid' },
    });
  });

  it('of the table are all there, whatever the words are', () => {
    const word = fc.oneof(fc.string(), fc.constantFrom('--', '-', '--=', '--profiling', '-v', '--a=b=c'));
    fc.assert(
      fc.property(fc.constantFrom(...COMPONENTS), fc.array(word), (component, words) => {
        const settings = parseFlags(component, words);
        expect(Object.keys(settings)).toEqual(
          expect.arrayContaining(Object.keys(flagsOf(component)).map((name) => `--${name}`)),
        );
      }),
    );
  });

  it('come back as they were written, in both forms', () => {
    const texts = Object.entries(flagsOf('kube-apiserver')).filter(([, kind]) => kind === 'text');
    const value = fc.string().filter((text) => text !== '[redacted]' && !text.includes('\uFFFD'));
    const flags = fc.dictionary(fc.constantFrom(...texts.map(([name]) => name)), value);
    fc.assert(
      fc.property(flags, fc.boolean(), (wanted, joined) => {
        const words = Object.entries(wanted).flatMap(([name, text]) =>
          joined ? [`--${name}=${text}`] : [`--${name}`, text],
        );
        const settings = api(...words);
        for (const [name, text] of Object.entries(wanted)) expect(settings[`--${name}`]).toBe(text);
      }),
    );
  });
});
