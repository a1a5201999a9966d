/** PEM (RFC 7468): DER between lines of text. */
import { base64, base64Decode } from '../bytes.ts';
import { CoreError } from '../error.ts';

/** @returns one block with lines of 64 characters and a final newline */
export function pemEncode(label: string, der: Uint8Array): string {
  const lines = base64(der).match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}

/**
 * Contents of all blocks with this label, in order. Text outside blocks and blocks with other labels are passed over, as tools put remarks there.
 * @throws CoreError `FORMAT` when a block has no end, `ENCODING` when it is not base64
 */
export function pemDecode(text: string, label: string): Uint8Array[] {
  const out: Uint8Array[] = [];
  let block: string[] | undefined;
  for (const line of text.split(/\r?\n/).map((l) => l.trim())) {
    if (line === `-----BEGIN ${label}-----` && block === undefined) block = [];
    else if (line === `-----END ${label}-----` && block !== undefined) {
      out.push(base64Decode(block.join(''), label));
      block = undefined;
    } else block?.push(line);
  }
  if (block !== undefined) throw new CoreError('FORMAT', `PEM block "${label}" has no end`);
  return out;
}
