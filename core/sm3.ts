/** SM3 hash (GB/T 32905-2016; ISO/IEC 10118-3:2018), for machines without a native one. */
const IV = [0x7380166f, 0x4914b2b9, 0x172442d7, 0xda8a0600, 0xa96f30bc, 0x163138aa, 0xe38dee4d, 0xb0fb0e4e];

const rotl = (x: number, n: number) => (x << n) | (x >>> ((32 - n) & 31));
const p0 = (x: number) => x ^ rotl(x, 9) ^ rotl(x, 17);
const p1 = (x: number) => x ^ rotl(x, 15) ^ rotl(x, 23);

/** Message expansion, section 5.3.2: 68 words W. */
function expand(block: DataView, offset: number, w: Int32Array): void {
  for (let j = 0; j < 16; j++) w[j] = block.getInt32(offset + 4 * j);
  for (let j = 16; j < 68; j++) {
    w[j] = p1(w[j - 16]! ^ w[j - 9]! ^ rotl(w[j - 3]!, 15)) ^ rotl(w[j - 13]!, 7) ^ w[j - 6]!;
  }
}

/** Compression function, section 5.3.3. */
function compress(v: Int32Array, w: Int32Array): void {
  let [a, b, c, d, e, f, g, h] = v as unknown as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  for (let j = 0; j < 64; j++) {
    const t = j < 16 ? 0x79cc4519 : 0x7a879d8a;
    const ss1 = rotl((rotl(a, 12) + e + rotl(t, j % 32)) | 0, 7);
    const ss2 = ss1 ^ rotl(a, 12);
    const ff = j < 16 ? a ^ b ^ c : (a & b) | (a & c) | (b & c);
    const gg = j < 16 ? e ^ f ^ g : (e & f) | (~e & g);
    const tt1 = (ff + d + ss2 + (w[j]! ^ w[j + 4]!)) | 0;
    const tt2 = (gg + h + ss1 + w[j]!) | 0;
    [d, c, b, a] = [c, rotl(b, 9), a, tt1];
    [h, g, f, e] = [g, rotl(f, 19), e, p0(tt2)];
  }
  const next = [a, b, c, d, e, f, g, h];
  for (let i = 0; i < 8; i++) v[i]! ^= next[i]!;
}

const BLOCK = 64;

/** SM3 of what comes piece by piece. */
export class Sm3 {
  private readonly v = Int32Array.from(IV);
  private readonly w = new Int32Array(68);
  /** What does not fill a block yet. */
  private readonly rest = new Uint8Array(BLOCK);
  private length = 0;

  update(bytes: Uint8Array): void {
    const held = this.length % BLOCK;
    this.length += bytes.length;
    if (held + bytes.length < BLOCK) {
      this.rest.set(bytes, held);
      return;
    }
    let at = 0;
    if (held > 0) {
      at = BLOCK - held;
      this.rest.set(bytes.subarray(0, at), held);
      this.blocks(this.rest, 0);
    }
    this.rest.set(bytes.subarray(this.blocks(bytes, at)));
  }

  /** @returns 32 bytes. Nothing can be added afterwards */
  digest(): Uint8Array {
    const length = this.length;
    const held = length % BLOCK;
    // Section 5.2: one bit, zeros, the length in bits as 64 bits.
    const padding = new Uint8Array((held < BLOCK - 8 ? BLOCK : 2 * BLOCK) - held);
    padding[0] = 0x80;
    const view = new DataView(padding.buffer);
    view.setUint32(padding.length - 8, Math.floor(length / 0x20000000));
    view.setUint32(padding.length - 4, (length << 3) >>> 0);
    this.update(padding);
    const out = new DataView(new ArrayBuffer(32));
    this.v.forEach((word, i) => {
      out.setInt32(4 * i, word);
    });
    return new Uint8Array(out.buffer);
  }

  /** Takes in whole blocks. @returns the offset behind them */
  private blocks(bytes: Uint8Array, from: number): number {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let at = from;
    for (; at + BLOCK <= bytes.length; at += BLOCK) {
      expand(view, at, this.w);
      compress(this.v, this.w);
    }
    return at;
  }
}

/** @returns 32 bytes */
export function sm3(message: Uint8Array): Uint8Array {
  const hash = new Sm3();
  hash.update(message);
  return hash.digest();
}
