/** How references name what the tables call by a short word; the rest is written as it is. */
const SCHEMES: readonly (readonly [prefix: string, scheme: string])[] = [
  ['CIS:ubuntu24.04/', 'cis-ubuntu24.04:'],
  ['CIS:rhel9/', 'cis-rhel9:'],
  ['CIS:rhel10/', 'cis-rhel10:'],
  ['STIG:', 'stig:'],
  ['ANSSI:', 'anssi-bp-028:'],
  ['NIST-RHCOS4:', 'nist-800-53:'],
  ['CVE-', 'cve:CVE-'],
];

/**
 * The references of a row: what the authorities, divided by semicolons, say of `key`. KSPP names the key itself.
 */
export const referencesOf = (key: string, authorities: string): readonly string[] =>
  authorities.split(';').map((authority) => {
    if (authority === 'KSPP') return `kspp:${key}`;
    const [prefix = '', scheme = ''] = SCHEMES.find(([name]) => authority.startsWith(name)) ?? [];
    return `${scheme}${authority.slice(prefix.length)}`;
  });
