/** What the text of a vulnerability's file means (facts/node/cpu-vulnerabilities, row parse-order). */
type Meaning = 'not-affected' | 'mitigated' | 'partial' | 'vulnerable' | 'unknown' | 'not-understood';

const MITIGATED = /^(?:KVM: )?Mitigation:/i;
const VULNERABLE = /^(?:Vulnerable|Processor vulnerable|KVM: Vulnerable)\b/i;
/** Inside a line that begins with Mitigation: one of its parts is open. */
const OPEN_PART = /vulnerable|but not/i;
const UNKNOWN_PART = /host state unknown/i;

/** Words changed their case between releases, so case does not count. */
export function meaningOf(text: string): Meaning {
  const trimmed = text.trim();
  if (/^Not affected/i.test(trimmed)) return 'not-affected';
  if (VULNERABLE.test(trimmed)) return 'vulnerable';
  if (/^Unknown\b/i.test(trimmed)) return 'unknown';
  if (!MITIGATED.test(trimmed)) return 'not-understood';
  if (OPEN_PART.test(trimmed)) return 'partial';
  return UNKNOWN_PART.test(trimmed) ? 'unknown' : 'mitigated';
}

/** Parts of a line: separated by `;` on new kernels and by `,` on older ones. */
export const partsOf = (text: string): readonly string[] => text.split(/[;,]/).map((part) => part.trim());
