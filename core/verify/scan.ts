/** Which files of a package the checks look into; of all others they ask size and digests alone. */
import { ITEMS_FOLDER, RECORD_FILE } from '../package/layout.ts';

/** Everything but the documents, which are most of a package and of any size. */
export function isLookedInto(path: string): boolean {
  return !path.startsWith(ITEMS_FOLDER) || path.endsWith(`/${RECORD_FILE}`);
}
