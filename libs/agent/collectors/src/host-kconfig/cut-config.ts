/** Kconfig names each menu it leaves since Linux 5.2; the last ones hold Kernel hacking. */
const MENU_END = /^# end of /m;
const LAST_MENU_END = /^# end of Kernel hacking$/m;
/** Before that only the beginning of a menu had a comment; this one was the last. */
const MENU = /^#\n# [A-Z][^\n]*\n#$/m;
const LAST_MENU = /^# Library routines$/m;
/** Kconfig's first option since Linux 4.18: where it stands, menus have to follow. */
const FIRST_OPTION = 'CONFIG_CC_VERSION_TEXT=';
const HEADER = /^# Linux\/\S+ (\d{1,4})\.(\d{1,4})/m;

/** A header of a kernel whose Kconfig always writes {@link FIRST_OPTION}, without it: no beginning of Kconfig's own text. */
function isWrittenByHand(text: string): boolean {
  const [, major, minor] = HEADER.exec(text) ?? [];
  const version = Number(major) * 1000 + Number(minor);
  return version >= 4018 && !text.includes(FIRST_OPTION);
}

/**
 * Whether what Kconfig writes at the end is missing, so that an option that is not found may have been lost. A text
 * without menus is whole only when it has the header of a kernel and was written by hand; anything else is a beginning,
 * a fragment or `savedefconfig`, in which what is missing has its default.
 */
export function isCut(text: string): boolean {
  if (!text.endsWith('\n')) return true;
  const plain = text.includes('\r') ? text.replaceAll('\r', '') : text;
  if (MENU_END.test(plain)) return !LAST_MENU_END.test(plain);
  if (MENU.test(plain)) return !LAST_MENU.test(plain);
  return !isWrittenByHand(plain);
}
