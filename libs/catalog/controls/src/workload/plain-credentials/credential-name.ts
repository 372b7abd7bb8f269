const CREDENTIAL =
  /(^| )(password|passwd|passphrase|pwd|secret|token|jwt|bearer|credentials?|apikey|(api|access|account|encryption|private|secret|signing|storage) key)( |$)/;

/** A last word that makes the name one of something else: where the credential is, or how long it lives. */
const OF_SOMETHING_ELSE =
  / (file|path|dir|name|names|id|url|uri|host|endpoint|user|username|type|ttl|timeout|expiry|expiration|length|enabled|issuer|audience)$/;

/** The same names come again in every pod; the map starts again when it is full. */
const known = new Map<string, boolean>();
const MOST_NAMES = 5_000;

/** Whether the name of a variable says that its value is a credential: `DB_PASSWORD`, `apiKey`, not `TOKEN_URL`. */
export function namesCredential(name: string): boolean {
  const before = known.get(name);
  if (before !== undefined) return before;
  if (known.size >= MOST_NAMES) known.clear();
  const names = saysCredential(name);
  known.set(name, names);
  return names;
}

function saysCredential(name: string): boolean {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();
  return CREDENTIAL.test(words) && !OF_SOMETHING_ELSE.test(words);
}
