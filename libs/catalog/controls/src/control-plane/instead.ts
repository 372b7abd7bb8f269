import type { SubjectView } from '@plimsoll/engine';
import type { Judgement } from '@plimsoll/model';
import { passOrFail } from '../judgement.js';
import { notApplicable, readingOf } from '../settings/reading.js';
import {
  COMPONENT_FILES,
  flagText,
  judgedText,
  originOf,
  pathOf,
  unknownFlag,
  type FlagRow,
} from '../components/flag-control.js';
import { sightingOf, type SeenComponent } from '../components/seen-component.js';

type Instead = NonNullable<FlagRow['instead']>;

/** A flag that decides instead, when it is set; what cannot be read may decide. */
const standsIn = (
  seen: SeenComponent,
  row: FlagRow,
  flag: string,
  decide: (text: string) => Judgement | undefined,
): Judgement | undefined => {
  const unknown = unknownFlag(seen, row.component, flag);
  if (unknown !== undefined) return unknown;
  const text = flagText(seen, flag);
  return text === undefined ? undefined : decide(text);
};

/** A judged key of the file that a flag names. */
function keyOfFile(view: SubjectView, row: FlagRow, seen: SeenComponent, key: string): Judgement | undefined {
  const reading = readingOf(view, COMPONENT_FILES, key);
  if (reading.kind === 'unknown') return reading.judgement;
  return reading.kind === 'text' ? judgedText(row, seen, key, reading.text) : undefined;
}

/** `anonymous` of an AuthenticationConfiguration and the flag exclude each other; without it the flag counts. */
export const authenticationConfig: Instead = (seen, view, row) =>
  standsIn(seen, row, '--authentication-config', () =>
    keyOfFile(view, row, seen, 'authentication-config anonymous.enabled'),
  );

/** An AuthorizationConfiguration takes the place of `--authorization-mode`, element by element. */
export const authorizationConfig: Instead = (seen, view, row) =>
  standsIn(seen, row, '--authorization-config', () =>
    keyOfFile(view, row, seen, 'authorization-config authorizers'),
  );

/** With a configuration file kube-scheduler ignores its own flag. */
export const schedulerConfig: Instead = (seen, view, row) =>
  standsIn(seen, row, '--config', () => keyOfFile(view, row, seen, 'kube-scheduler enableProfiling'));

/** No API server runs on this host, so none that has its keys signed elsewhere. */
const provesAbsent = (view: SubjectView): boolean =>
  readingOf(view, 'process/kube-apiserver', 'process').kind === 'absent';

/** Tokens may be signed by a program outside of the API server. */
export const externalSigner: Instead = (seen, view, row) => {
  const unknown = unknownFlag(seen, row.component, row.flag);
  if (unknown !== undefined) return unknown;
  if (flagText(seen, row.flag) !== undefined) return undefined;
  const api = row.component === 'kube-apiserver' ? seen : sightingOf(view, 'kube-apiserver');
  if ('judgement' in api)
    return provesAbsent(view) || api.judgement.verdict !== 'unknown' ? undefined : api.judgement;
  return standsIn(api, row, '--service-account-signing-endpoint', () =>
    notApplicable('an external signer has the keys of service accounts'),
  );
};

/** Nothing of the list is negotiated when TLS 1.3 is the least: its suites cannot be chosen. */
export const onlyTls13: Instead = (seen, _view, row) =>
  standsIn(seen, row, '--tls-min-version', (version) =>
    version === 'VersionTLS13'
      ? passOrFail(true, [
          { path: pathOf({ ...row, flag: '--tls-min-version' }), value: version, wanted: row.rule.wanted },
          originOf(row, seen),
        ])
      : undefined,
  );

/** A webhook takes audit events as well as a file does. */
export const auditWebhook: Instead = (seen, _view, row) => {
  const unknown = unknownFlag(seen, row.component, row.flag);
  if (unknown !== undefined) return unknown;
  if (flagText(seen, row.flag) !== undefined) return undefined;
  return standsIn(seen, row, '--audit-webhook-config-file', (file) =>
    passOrFail(true, [
      {
        path: pathOf({ ...row, flag: '--audit-webhook-config-file' }),
        value: file,
        wanted: 'a log file or a webhook',
      },
      originOf(row, seen),
    ]),
  );
};
