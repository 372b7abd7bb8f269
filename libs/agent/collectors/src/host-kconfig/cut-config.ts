/** Kconfig names each menu it leaves since Linux 5.2; the last ones hold Kernel hacking. */
const MENU_END = '\n# end of ';
const LAST_MENU_END = '\n# end of Kernel hacking\n';
/** Before that only the beginning of a menu had a comment; one of these two was the last. */
const MENU = /^#\n# [A-Z][^\n]*\n#$/m;
const LAST_MENUS = [/^# Library routines$/m, /^# Kernel hacking$/m];
/** Kconfig's first option since Linux 4.18: where it stands, menus have to follow. */
const FIRST_OPTION = 'CONFIG_CC_VERSION_TEXT=';
const HEADER = /^# Linux\/\S+ (\d{1,4})\.(\d{1,4})/m;
/** What nobody chooses: options that architectures declare. They are in every .config and in no other text. */
const DECLARED = /^CONFIG_HAVE_\w+=y$/gm;
const MOST_FRAGMENTS = 50;

/** A header of a kernel whose Kconfig always writes {@link FIRST_OPTION}, without it: no beginning of Kconfig's own text. */
function isWrittenByHand(text: string): boolean {
  const [, major, minor] = HEADER.exec(text) ?? [];
  const version = Number(major) * 1000 + Number(minor);
  return version >= 4018 && !text.includes(FIRST_OPTION);
}

/** Menus begin before the fiftieth of these, so a text that has as many and no menu lost its comments, not its end. */
const lostItsComments = (text: string): boolean => (text.match(DECLARED)?.length ?? 0) > MOST_FRAGMENTS;

/**
 * Whether what Kconfig writes at the end is missing, so that an option that is not found may have been lost. A text
 * without menus is whole when somebody took its comments away or wrote it by hand, with the header of a kernel; anything
 * else is a beginning, a fragment or `savedefconfig`, in which what is missing has its default.
 */
export function isCut(text: string): boolean {
  const plain = text.includes('\r') ? text.replaceAll('\r', '') : text;
  if (`\n${plain}`.includes(MENU_END)) return !`\n${plain}\n`.includes(LAST_MENU_END);
  if (!plain.endsWith('\n')) return true;
  if (MENU.test(plain)) return !LAST_MENUS.every((menu) => menu.test(plain));
  return !isWrittenByHand(plain) && !lostItsComments(plain);
}
