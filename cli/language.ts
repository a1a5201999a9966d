/** The language of what a command prints. */
export type Language = 'en' | 'zh';

/** @param option as given; else what the environment's locale says, English in doubt */
export function languageOf(
  option: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): Language {
  if (option === 'en' || option === 'zh') return option;
  const locale = env.LC_ALL || env.LC_MESSAGES || env.LANG || '';
  return locale.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}
