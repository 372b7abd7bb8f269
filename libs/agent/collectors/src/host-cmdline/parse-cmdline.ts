/** One word of a command line; the value is undefined where there is no equals sign. */
export interface BootParameter {
  readonly name: string;
  readonly value: string | undefined;
}

/** What the kernel's isspace() calls white space in its own character set. */
const isSpace = (character: string): boolean => /[\t\n\v\f\r \u00a0]/.test(character);

/** Where the word that begins here ends: the next white space outside of double quotes. */
function endOfWord(text: string, start: number): number {
  let quoted = false;
  for (let index = start; index < text.length; index++) {
    const character = text[index] ?? '';
    if (character === '"') quoted = !quoted;
    else if (!quoted && isSpace(character)) return index;
  }
  return text.length;
}

const withoutEnd = (text: string): string => (text.endsWith('"') ? text.slice(0, -1) : text);

/** As next_arg() of lib/cmdline.c takes a word apart: quotes may stand around all of it or around its value. */
function parameterOf(word: string): BootParameter {
  const quoted = word.startsWith('"');
  const text = quoted ? withoutEnd(word.slice(1)) : word;
  const equals = text.indexOf('=', 1);
  if (equals < 0) return { name: text, value: undefined };
  const value = text.slice(equals + 1);
  const plain = value.startsWith('"') ? value.slice(1) : value;
  return {
    name: text.slice(0, equals),
    value: value.startsWith('"') && !quoted ? withoutEnd(plain) : plain,
  };
}

/** The kernel's parameters in their order, as parse_args() takes them; what follows `--` belongs to init. */
export function parseCmdline(text: string): readonly BootParameter[] {
  const parameters: BootParameter[] = [];
  for (let index = 0; index < text.length;) {
    if (isSpace(text[index] ?? '')) {
      index++;
      continue;
    }
    const end = endOfWord(text, index);
    const parameter = parameterOf(text.slice(index, end));
    if (parameter.name === '--' && parameter.value === undefined) break;
    parameters.push(parameter);
    index = end;
  }
  return parameters;
}
