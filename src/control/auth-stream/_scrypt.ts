/**
 * scrypt (RFC 7914) where the platform has none: PBKDF2 is WebCrypto's, what lies between is here.
 *
 * @module
 */
import type { ScryptCost } from './_frames.ts';

/** Derives a key of `length` bytes from a password. */
export type Scrypt = (
  password: Uint8Array,
  salt: Uint8Array,
  cost: ScryptCost,
  length: number,
  signal: AbortSignal,
) => Promise<Uint8Array>;

/** How long, in ms, other work waits at most. */
const SLICE_MS = 16;

/** The rotations of a Salsa20 round: RFC 7914, section 3. */
const WORDS_OF_SALSA = 16;

/** Takes some hundred ms with the usual cost; lets other work in between, and stops when `signal` aborts. */
export const scrypt: Scrypt = async (
  password,
  salt,
  { cost, blockSize, parallelization },
  length,
  signal,
) => {
  const blockBytes = 128 * blockSize;
  const blocks = await pbkdf2(password, salt, parallelization * blockBytes);
  const mixer = new Mixer(blockSize, cost);
  for (let i = 0; i < parallelization; i++) {
    await mixer.mix(new DataView(blocks.buffer, blocks.byteOffset + i * blockBytes, blockBytes), signal);
  }
  return pbkdf2(password, blocks, length);
};

async function pbkdf2(password: Uint8Array, salt: Uint8Array, length: number): Promise<Uint8Array> {
  const { subtle } = crypto;
  const key = await subtle.importKey('raw', password as Uint8Array<ArrayBuffer>, 'PBKDF2', false, [
    'deriveBits',
  ]);
  const algorithm = { name: 'PBKDF2', hash: 'SHA-256', iterations: 1, salt: salt as Uint8Array<ArrayBuffer> };
  return new Uint8Array(await subtle.deriveBits(algorithm, key, length * 8));
}

/** scryptROMix: RFC 7914, section 5. */
class Mixer {
  readonly #words: number;
  readonly #cost: number;
  /** V: every state of the first half. */
  readonly #states: Uint32Array;
  #block: Uint32Array;
  #spare: Uint32Array;
  readonly #salsa = new Uint32Array(WORDS_OF_SALSA);

  constructor(blockSize: number, cost: number) {
    this.#words = 32 * blockSize;
    this.#cost = cost;
    this.#states = new Uint32Array(this.#words * cost);
    this.#block = new Uint32Array(this.#words);
    this.#spare = new Uint32Array(this.#words);
  }

  /** Mixes the bytes of a view, in place. */
  async mix(view: DataView, signal: AbortSignal): Promise<void> {
    const words = this.#words;
    for (let i = 0; i < words; i++) this.#block[i] = view.getUint32(i * 4, true);
    let since = performance.now();
    for (let i = 0; i < 2 * this.#cost; i++) {
      if (i < this.#cost) this.#states.set(this.#block, i * words);
      else this.#xorWithState(this.#integerify() & (this.#cost - 1));
      this.#blockMix();
      if ((i & 63) === 63 && performance.now() - since > SLICE_MS) {
        await new Promise((resolve) => setTimeout(resolve));
        signal.throwIfAborted();
        since = performance.now();
      }
    }
    for (let i = 0; i < words; i++) view.setUint32(i * 4, this.#block[i] as number, true);
  }

  /** The first word of the last 64 bytes; with a power of two as modulus no more is needed. */
  #integerify(): number {
    return this.#block[this.#words - WORDS_OF_SALSA] as number;
  }

  #xorWithState(index: number): void {
    const block = this.#block;
    const states = this.#states;
    const offset = index * this.#words;
    for (let i = 0; i < block.length; i++) block[i] = (block[i] as number) ^ (states[offset + i] as number);
  }

  /** scryptBlockMix: section 4. The even results come first, the odd ones behind them. */
  #blockMix(): void {
    const block = this.#block;
    const mixed = this.#spare;
    const x = this.#salsa;
    const count = block.length / WORDS_OF_SALSA;
    x.set(block.subarray(block.length - WORDS_OF_SALSA));
    for (let i = 0; i < count; i++) {
      for (let j = 0; j < WORDS_OF_SALSA; j++)
        x[j] = (x[j] as number) ^ (block[i * WORDS_OF_SALSA + j] as number);
      salsa20_8(x);
      mixed.set(x, (((i & 1) * count) / 2 + (i >> 1)) * WORDS_OF_SALSA);
    }
    this.#block = mixed;
    this.#spare = block;
  }
}

/** The Salsa20/8 core: section 3. Four double rounds; each quarter round takes a column, then a row. */
function salsa20_8(block: Uint32Array): void {
  let [x0, x1, x2, x3, x4, x5, x6, x7, x8, x9, xa, xb, xc, xd, xe, xf] = block as unknown as Words;
  for (let round = 0; round < 4; round++) {
    x4 ^= rotate(x0 + xc, 7);
    x8 ^= rotate(x4 + x0, 9);
    xc ^= rotate(x8 + x4, 13);
    x0 ^= rotate(xc + x8, 18);
    x9 ^= rotate(x5 + x1, 7);
    xd ^= rotate(x9 + x5, 9);
    x1 ^= rotate(xd + x9, 13);
    x5 ^= rotate(x1 + xd, 18);
    xe ^= rotate(xa + x6, 7);
    x2 ^= rotate(xe + xa, 9);
    x6 ^= rotate(x2 + xe, 13);
    xa ^= rotate(x6 + x2, 18);
    x3 ^= rotate(xf + xb, 7);
    x7 ^= rotate(x3 + xf, 9);
    xb ^= rotate(x7 + x3, 13);
    xf ^= rotate(xb + x7, 18);
    x1 ^= rotate(x0 + x3, 7);
    x2 ^= rotate(x1 + x0, 9);
    x3 ^= rotate(x2 + x1, 13);
    x0 ^= rotate(x3 + x2, 18);
    x6 ^= rotate(x5 + x4, 7);
    x7 ^= rotate(x6 + x5, 9);
    x4 ^= rotate(x7 + x6, 13);
    x5 ^= rotate(x4 + x7, 18);
    xb ^= rotate(xa + x9, 7);
    x8 ^= rotate(xb + xa, 9);
    x9 ^= rotate(x8 + xb, 13);
    xa ^= rotate(x9 + x8, 18);
    xc ^= rotate(xf + xe, 7);
    xd ^= rotate(xc + xf, 9);
    xe ^= rotate(xd + xc, 13);
    xf ^= rotate(xe + xd, 18);
  }
  const mixed = [x0, x1, x2, x3, x4, x5, x6, x7, x8, x9, xa, xb, xc, xd, xe, xf];
  for (let i = 0; i < WORDS_OF_SALSA; i++) block[i] = (block[i] as number) + (mixed[i] as number);
}

type Words = [
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
];

function rotate(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by));
}
