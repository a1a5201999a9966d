/** Looking for text in the bytes of a PDF, of which most are compressed: the platform's own search finds the first byte, so a long file costs little. */

/** @returns offset of the first occurrence at or after `from`, -1 when there is none. @param text ASCII */
export function findText(bytes: Uint8Array, text: string, from = 0): number {
  const first = text.charCodeAt(0);
  for (let at = bytes.indexOf(first, from); at >= 0; at = bytes.indexOf(first, at + 1)) {
    if (standsAt(bytes, text, at)) return at;
  }
  return -1;
}

/** @returns offset of the last occurrence that begins at or before `from` */
export function findTextBefore(bytes: Uint8Array, text: string, from = bytes.length): number {
  const first = text.charCodeAt(0);
  for (
    let at = bytes.lastIndexOf(first, from);
    at >= 0;
    at = at === 0 ? -1 : bytes.lastIndexOf(first, at - 1)
  ) {
    if (standsAt(bytes, text, at)) return at;
  }
  return -1;
}

function standsAt(bytes: Uint8Array, text: string, at: number): boolean {
  for (let i = 1; i < text.length; i++) if (bytes[at + i] !== text.charCodeAt(i)) return false;
  return true;
}
