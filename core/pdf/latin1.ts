/** Words of 16 bits, little-endian as those of `Uint16Array` are wherever JavaScript runs; the upper half stays empty: no surrogates, no byte order mark. */
const units = new TextDecoder('utf-16le');

/** Each byte one character, so that offsets in the text are offsets in the bytes. A TextDecoder for `latin1` would be one for windows-1252 (Encoding Standard). */
export function latin1(bytes: Uint8Array): string {
  return units.decode(new Uint16Array(bytes));
}
