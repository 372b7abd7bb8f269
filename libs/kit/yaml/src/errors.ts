import { defineErrors } from '@plimsoll/errors';

/** Each carries `line` in its details: 1-based, counted from the first line of the document's text. */
export const yamlErrors = defineErrors({
  YAML_SYNTAX: {
    kind: 'invalid',
    hint: 'Correct the document at the line given; kubectl would refuse it as well.',
  },
  YAML_ENCODING: {
    kind: 'invalid',
    hint: 'Save the file as UTF-8; other encodings and stray bytes cannot be read.',
  },
  YAML_SEPARATOR: {
    kind: 'invalid',
    hint: 'Put `---` alone on its line, or followed by a comment; kubectl refuses anything else there.',
  },
  YAML_NUMBER: {
    kind: 'invalid',
    hint: 'JSON has no infinity and no NaN: quote the value if it is a text.',
  },
  YAML_KEY: { kind: 'invalid', hint: 'Use a text, a number or a boolean as the key of a mapping.' },
  YAML_EXPANSION: {
    kind: 'exhausted',
    hint: 'Write the values out instead of repeating aliases of aliases; kubectl refuses such a document as well.',
  },
  YAML_TOO_DEEP: { kind: 'exhausted', hint: 'Nest the document less deeply.' },
  YAML_UNSUPPORTED: {
    kind: 'unsupported',
    hint: 'Write the document without this rare construct; it would be read wrongly, so it is not read at all.',
  },
});
