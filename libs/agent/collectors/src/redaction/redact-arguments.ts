import type { JsonValue } from '@plimsoll/model';
import { ALLOWED_FLAGS } from './allowed-flags.js';
import { REDACTED, redactValue } from './marker.js';

/** Programs that a control may want to know by name. */
const PROGRAM =
  /^(?:\/(?:usr\/|usr\/local\/)?s?bin\/)?(?:kube-apiserver|kube-controller-manager|kube-scheduler|kube-proxy|kubelet|etcd|sh|bash|ash|dash)$/;
const LONG_FLAG = /^--([A-Za-z0-9][A-Za-z0-9._-]{0,63})(=?)/;
const SHORT_FLAG = /^-[A-Za-z0-9]/;

/**
 * An argument list with the names of its flags and nothing else: values are kept of {@link ALLOWED_FLAGS} alone. What
 * follows a flag as an element of its own goes too, because nobody can tell whether it is the flag's value.
 */
export function redactArguments(list: JsonValue): JsonValue {
  if (!Array.isArray(list)) return redactValue(list);
  return list.map((argument: JsonValue, index) =>
    typeof argument === 'string' ? redactArgument(argument, index === 0) : redactValue(argument),
  );
}

function redactArgument(argument: string, first: boolean): string {
  if (first && PROGRAM.test(argument)) return argument;
  if (argument === '' || argument === '-' || argument === '--') return argument;
  const flag = LONG_FLAG.exec(argument);
  if (flag !== null) return redactFlag(argument, flag[1] ?? '', flag[0].length, flag[2] === '=');
  // `-pSECRET` is how some programs take a password.
  if (SHORT_FLAG.test(argument))
    return argument.length === 2 ? argument : `${argument.slice(0, 2)}${REDACTED}`;
  return REDACTED;
}

function redactFlag(argument: string, name: string, length: number, assigned: boolean): string {
  if (assigned) return ALLOWED_FLAGS.has(name) ? argument : `--${name}=${REDACTED}`;
  return length === argument.length ? argument : REDACTED;
}
