import type { Control, SubjectView } from '@plimsoll/engine';
import type { Evidence, Judgement, Setting } from '@plimsoll/model';
import { declareControl } from '../declare.js';
import { passOrFail } from '../judgement.js';
import { notApplicable, readingOf, unreadable } from '../settings/reading.js';

const DECLARED = 'host/sysctl-declared';
const LIVE = 'host/sysctl';

/** Settings of one key with tabs for blanks are the same; so are numbers with zeroes in front. */
const plain = (text: string): string =>
  text
    .trim()
    .split(/\s+/)
    .map((word) => word.replace(/^(-?)0+(?=\d)/, '$1'))
    .join(' ');

/** Keys that files declare; undefined when the source says of some that it could not find out. */
function declaredKeys(view: SubjectView): readonly string[] | Judgement {
  const body = view.fact(DECLARED);
  const settings: Readonly<Record<string, Setting>> = body?.shape === 'settings' ? body.settings : {};
  const keys = Object.keys(settings).filter((key) => key.includes('.') && !/^(?:file:|declared\.)/.test(key));
  const closed = keys.find((key) => typeof settings[key] === 'object' && 'unreadable' in settings[key]);
  if (closed !== undefined) {
    const reading = readingOf(view, DECLARED, closed);
    if (reading.kind === 'unknown') return reading.judgement;
  }
  const count = readingOf(view, DECLARED, 'declared.keys');
  if (count.kind === 'unknown') return count.judgement;
  return count.kind === 'text' && count.text === `${keys.length}`
    ? keys.filter((key) => typeof view.setting(DECLARED, key) === 'string')
    : unreadable('some of what the files say is missing');
}

/** Of a key that this kernel does not have nothing can be in force. */
function compared(view: SubjectView, key: string): Evidence | Judgement | undefined {
  const live = readingOf(view, LIVE, key);
  const declared = readingOf(view, DECLARED, key);
  if (live.kind === 'unknown') return live.judgement;
  if (live.kind === 'absent' || declared.kind !== 'text') return undefined;
  const { text } = declared;
  return { path: key, value: live.text, wanted: `${text}, as it is declared` };
}

const isSame = (view: SubjectView, { path, value }: Evidence): boolean => {
  const declared = view.setting(DECLARED, path);
  return typeof declared === 'string' && typeof value === 'string' && plain(declared) === plain(value);
};

function evaluate(view: SubjectView): Judgement {
  const keys = declaredKeys(view);
  if ('verdict' in keys) return keys;
  if (keys.length === 0) return notApplicable('no file declares a setting that is judged');
  const found = keys.flatMap((key) => compared(view, key) ?? []);
  const evidence = found.filter((one): one is Evidence => !('verdict' in one));
  const different = evidence.filter((one) => !isSame(view, one));
  if (different.length > 0) return passOrFail(false, different);
  const unknown = found.find((one): one is Judgement => 'verdict' in one);
  return unknown ?? passOrFail(true, evidence);
}

/** What is set by hand goes with the next boot, and what files set may have been undone since. */
export const declaredInForce: Control = declareControl({
  id: 'kernel/sysctl-declared-in-force',
  title: 'The settings that files declare are those in force',
  severity: 'low',
  why: 'A value that was set by hand is lost at the next boot, and one that somebody undid since protects nobody.',
  remedy:
    'Run `sysctl --system` to set what the files say, or change the file that declares the value; `grep -r KEY /etc/sysctl.d /usr/lib/sysctl.d` finds it. The kubelet and network plugins set some by themselves.',
  references: ['sysctl.d:sysctl.d(5)'],
  subjects: [DECLARED],
  needs: [DECLARED, LIVE],
  evaluate,
});
