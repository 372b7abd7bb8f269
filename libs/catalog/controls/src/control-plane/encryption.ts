import type { Control, SubjectView } from '@plimsoll/engine';
import type { Evidence, Judgement } from '@plimsoll/model';
import { declareControl } from '../declare.js';
import { passOrFail } from '../judgement.js';
import { readingOf, unreadable } from '../settings/reading.js';
import { flagText, originOf, pathOf, unknownFlag } from '../components/flag-control.js';
import { elementsOf } from '../components/flag-rule.js';
import { everyCis, stig } from '../components/references.js';
import { sightingOf, type SeenComponent } from '../components/seen-component.js';

/** Names of resources and providers of the file that the flag names. */
export const ENCRYPTION = 'host/encryption-config';
const ROW = { component: 'kube-apiserver', flag: '--encryption-provider-config' } as const;
const MOST_ENTRIES = 64;

interface EncryptionRow {
  readonly slug: string;
  readonly title: string;
  readonly why: string;
  readonly providers: readonly string[];
  readonly references: readonly string[];
}

export const ENCRYPTION_ROWS: readonly EncryptionRow[] = [
  {
    slug: 'strong-provider',
    title: 'Secrets are written with aescbc, secretbox or a key management service',
    why: 'The first provider writes: identity is the clear text, and aesgcm with one key for long can be broken.',
    providers: ['aescbc', 'kms', 'secretbox'],
    references: everyCis('1.2.28'),
  },
  {
    slug: 'not-identity',
    title: 'Secrets are not written in the clear',
    why: 'The first provider writes, and identity encrypts nothing, whatever stands behind it.',
    providers: ['aescbc', 'aesgcm', 'kms', 'secretbox'],
    references: stig('V-274882'),
  },
];

/** `*.` are all resources of the core group, `*.*` all there are. */
const coversSecrets = (resources: string): boolean =>
  elementsOf(resources).some((name) => name === 'secrets' || name === '*.' || name === '*.*');

/** The providers of each entry that covers secrets; or why they are not known. */
function secretProviders(view: SubjectView, count: number): readonly Evidence[] | Judgement {
  const found: Evidence[] = [];
  for (let index = 0; index < count; index++) {
    const resources = readingOf(view, ENCRYPTION, `resources[${index}].resources`);
    if (resources.kind === 'unknown') return resources.judgement;
    if (resources.kind !== 'text' || !coversSecrets(resources.text)) continue;
    const path = `resources[${index}].providers`;
    const providers = readingOf(view, ENCRYPTION, path);
    if (providers.kind === 'unknown') return providers.judgement;
    if (providers.kind === 'text') found.push({ path, value: providers.text, wanted: '' });
  }
  return found;
}

function judgeFile(row: EncryptionRow, view: SubjectView, seen: SeenComponent): Judgement {
  for (const key of ['file', 'resources']) {
    const reading = readingOf(view, ENCRYPTION, key);
    if (reading.kind === 'unknown') return reading.judgement;
    if (reading.kind === 'absent') return unreadable(`${ENCRYPTION}: ${reading.detail}`);
  }
  const count = Number(view.setting(ENCRYPTION, 'resources'));
  if (!Number.isInteger(count) || count < 1 || count > MOST_ENTRIES)
    return unreadable('the number of entries is not understood');
  const found = secretProviders(view, count);
  if ('verdict' in found) return found;
  const wanted = `the first of ${row.providers.join(', ')}`;
  const first = ({ value }: Evidence): string =>
    typeof value === 'string' ? (elementsOf(value)[0] ?? '') : '';
  const evidence =
    found.length === 0
      ? [{ path: 'resources[*].resources', value: null, wanted: 'an entry for secrets' }]
      : found.map((one) => ({ ...one, wanted }));
  const good = found.length > 0 && found.every((one) => row.providers.includes(first(one)));
  return passOrFail(good, [...evidence, originOf(ROW, seen)]);
}

function evaluate(row: EncryptionRow, view: SubjectView): Judgement {
  const seen = sightingOf(view, 'kube-apiserver');
  if ('judgement' in seen) return seen.judgement;
  const unknown = unknownFlag(seen, ROW.component, ROW.flag);
  if (unknown !== undefined) return unknown;
  if (flagText(seen, ROW.flag) !== undefined) return judgeFile(row, view, seen);
  const wanted = 'a configuration; not set: everything is stored in the clear';
  return passOrFail(false, [{ path: pathOf(ROW), value: null, wanted }, originOf(ROW, seen)]);
}

export const encryptionControls: readonly Control[] = ENCRYPTION_ROWS.map((row) =>
  declareControl({
    id: `control-plane/encryption-${row.slug}`,
    title: row.title,
    severity: 'high',
    why: row.why,
    remedy:
      'In the file that `--encryption-provider-config` names, put `secretbox`, `aescbc` or `kms` first for `secrets` and identity last; restart the API server and write all secrets again: `kubectl get secrets -A -o json | kubectl replace -f -`.',
    references: row.references,
    subjects: ['process/kube-apiserver'],
    needs: [
      { anyOf: ['process/kube-apiserver', 'static-pod/kube-apiserver', 'kube/core/Node'] },
      { anyOf: [ENCRYPTION, 'kube/core/Node'] },
      { derived: 'component-flags' },
    ],
    evaluate: (view) => evaluate(row, view),
  }),
);
