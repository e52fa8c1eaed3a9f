/**
 * Who proves what to whom: the keys and proofs of SCRAM (RFC 5802, section 3), with SHA-256 and with scrypt in the
 * place of its iterated hash. The server needs no password, only what `createVerifier` makes of it.
 *
 * @module
 */
import { decodeText, encodeText } from '#platform';
import { ERR_AUTH_STREAM_NO_CRYPTO, ERR_INVALID_ARG_VALUE } from '../../core/errors.ts';
import type { ScryptCost } from './_frames.ts';
import { isCostOfBlocks, KEY_BYTES } from './_frames.ts';
import type { Scrypt } from './_scrypt.ts';

/** The keys of a user, as bytes. */
export interface Keys {
  /** What a client's key is compared with. It does not tell that key. */
  readonly storedKey: Uint8Array;
  /** What the server proves itself with. */
  readonly serverKey: Uint8Array;
}

/**
 * What a server keeps of a password: enough to tell who knows it, and not enough to sign in with. Plain data, to be
 * kept as JSON. `salt` and the keys are base64.
 */
export interface AuthVerifier extends ScryptCost {
  readonly salt: string;
  readonly storedKey: string;
  readonly serverKey: string;
}

const SALT_BYTES = 16;

/** Whether the platform has WebCrypto. Browsers have it on https and localhost only. */
export function assertCrypto(): void {
  if (globalThis.crypto?.subtle === undefined) throw ERR_AUTH_STREAM_NO_CRYPTO();
}

/** Makes bytes that nobody can guess. */
export function randomBytes(length: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(length));
}

/** @throws {ERR_INVALID_ARG_VALUE} not a cost that scrypt has, or that a challenge can name */
export function checkCost(cost: ScryptCost): void {
  const log2 = Math.log2(cost.cost);
  if (!Number.isInteger(log2) || log2 < 1 || log2 > 31) {
    throw ERR_INVALID_ARG_VALUE('options.cost', cost.cost, 'must be a power of 2 from 2 to 2 ** 31');
  }
  for (const name of ['blockSize', 'parallelization'] as const) {
    const value = cost[name];
    if (Number.isInteger(value) && value >= 1 && value <= 255) continue;
    throw ERR_INVALID_ARG_VALUE(`options.${name}`, value, 'must be a whole number from 1 to 255');
  }
  if (!isCostOfBlocks(log2, cost.blockSize)) {
    throw ERR_INVALID_ARG_VALUE('options.cost', cost.cost, 'must be less than 2 ** (16 * blockSize)');
  }
}

/** The salted password: what everything else is worked out from. */
export function saltPassword(
  scrypt: Scrypt,
  password: string,
  salt: Uint8Array,
  cost: ScryptCost,
  signal: AbortSignal,
): Promise<Uint8Array> {
  return scrypt(encodeText(password.normalize('NFKC'), 'utf8'), salt, cost, KEY_BYTES, signal);
}

/** The key with which a client proves itself. */
function clientKeyOf(salted: Uint8Array): Promise<Uint8Array> {
  return hmac(salted, encodeText('Client Key', 'utf8'));
}

/** What a server keeps of a salted password. */
export async function keysOf(salted: Uint8Array): Promise<Keys> {
  const storedKey = await sha256(await clientKeyOf(salted));
  const serverKey = await hmac(salted, encodeText('Server Key', 'utf8'));
  return { storedKey, serverKey };
}

/** Makes what a server is to keep of a password. */
export async function makeVerifier(
  scrypt: Scrypt,
  password: string,
  cost: ScryptCost,
  signal: AbortSignal,
): Promise<AuthVerifier> {
  assertCrypto();
  checkCost(cost);
  const salt = randomBytes(SALT_BYTES);
  const { storedKey, serverKey } = await keysOf(await saltPassword(scrypt, password, salt, cost, signal));
  const { cost: n, blockSize, parallelization } = cost;
  const [saltText, storedText, serverText] = [salt, storedKey, serverKey].map((bytes) =>
    decodeText(bytes, 'base64'),
  ) as [string, string, string];
  return {
    cost: n,
    blockSize,
    parallelization,
    salt: saltText,
    storedKey: storedText,
    serverKey: serverText,
  };
}

/** The client's proof: its key, hidden by a signature that only the stored key can repeat. */
export async function proveClient(salted: Uint8Array, message: Uint8Array): Promise<Uint8Array> {
  const clientKey = await clientKeyOf(salted);
  return xor(clientKey, await hmac(await sha256(clientKey), message));
}

/** Whether a proof was made by somebody who knows the password. */
export async function isClientProven(
  storedKey: Uint8Array,
  message: Uint8Array,
  proof: Uint8Array,
): Promise<boolean> {
  if (proof.length !== KEY_BYTES) return false;
  const clientKey = xor(proof, await hmac(storedKey, message));
  return isEqual(await sha256(clientKey), storedKey);
}

/** A salt that a user without one gets: the same each time, and not to be told from one that was drawn. */
export async function saltFor(user: string, secret: Uint8Array): Promise<Uint8Array> {
  return (await hmac(secret, encodeText(user, 'utf8'))).subarray(0, SALT_BYTES);
}

/** Compares bytes in a time that does not tell where they differ. */
export function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  let difference = a.length ^ b.length;
  for (let i = 0; i < a.length; i++) difference |= (a[i] as number) ^ (b[i] ?? 0);
  return difference === 0;
}

/** Compares texts by their digests, so that the time does not tell how long the secret one is either. */
export async function isEqualText(a: string, b: string): Promise<boolean> {
  return isEqual(await sha256(encodeText(a, 'utf8')), await sha256(encodeText(b, 'utf8')));
}

/** HMAC with SHA-256 (RFC 2104). */
export async function hmac(key: Uint8Array, message: Uint8Array): Promise<Uint8Array> {
  const { subtle } = crypto;
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const imported = await subtle.importKey('raw', key as Uint8Array<ArrayBuffer>, algorithm, false, ['sign']);
  return new Uint8Array(await subtle.sign('HMAC', imported, message as Uint8Array<ArrayBuffer>));
}

async function sha256(bytes: Uint8Array): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>));
}

function xor(a: Uint8Array, b: Uint8Array): Uint8Array {
  return a.map((byte, i) => byte ^ (b[i] as number));
}
