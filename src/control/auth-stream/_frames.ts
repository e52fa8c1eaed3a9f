/**
 * The frames of the handshake: a byte for the kind, two for the length, the payload. docs/protocols/auth-stream.md
 *
 * @module
 */
import { decodeText, encodeText } from '#platform';
import { joinBytes } from '../../core/_lengths.ts';
import type { CodedError } from '../../core/errors.ts';
import { ERR_AUTH_STREAM_PROTOCOL, ERR_AUTH_STREAM_REFUSED } from '../../core/errors.ts';
import type { ByteReader } from './_byte-reader.ts';

// The kinds of frames: all are control characters, with which no user of the old wire form begins.
/** The client says who wants in. */
export const HELLO = 1;
/** The server says what to work the proof out from. */
export const CHALLENGE = 2;
/** The client proves that it knows the password. */
export const PROOF = 3;
/** The server lets the client in, and proves that it knows the user. */
export const OPEN = 4;
/** The server does not let the client in, and says why. */
export const REFUSED = 5;

const HEADER_BYTES = 3;
const MAX_PAYLOAD_BYTES = 512;
/** The most bytes that a frame has. */
export const MAX_FRAME_BYTES: number = HEADER_BYTES + MAX_PAYLOAD_BYTES;

const VERSION = 1;
/** How many random bytes each end adds, so that no handshake is like another. */
export const NONCE_BYTES = 24;
/** How long keys and proofs are: as SHA-256 makes them. */
export const KEY_BYTES = 32;
const MAX_USER_BYTES = 255;
const MIN_SALT_BYTES = 8;
const MAX_SALT_BYTES = 64;
/** Bits of N that each byte of r allows: RFC 7914, section 2. */
const COST_BITS_PER_BLOCK = 16;
const MAX_REASON_BYTES = 256;

/** Who wants in. */
export interface Hello {
  readonly nonce: Uint8Array;
  readonly user: string;
}

/** The parameters of scrypt, as RFC 7914 names them: N, r and p. */
export interface ScryptCost {
  readonly cost: number;
  readonly blockSize: number;
  readonly parallelization: number;
}

/** What the client has to work out its proof from. */
export interface Challenge extends ScryptCost {
  readonly nonce: Uint8Array;
  readonly salt: Uint8Array;
}

/** A frame: its payload, and all of it as it is on the wire. */
export interface Frame {
  readonly payload: Uint8Array;
  readonly bytes: Uint8Array;
}

/** Whether a frame may begin with this byte; there may be none yet. */
export function isKind(byte: number | undefined): boolean {
  return byte === undefined || (byte >= HELLO && byte <= REFUSED);
}

/** Makes a frame. */
export function encodeFrame(kind: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const header = Uint8Array.of(kind, length >> 8, length & 0xff);
  return joinBytes([header, ...parts]);
}

/**
 * Reads a frame of one kind.
 *
 * @throws {ERR_AUTH_STREAM_PROTOCOL} a frame of another kind, or a long one
 * @throws {ERR_AUTH_STREAM_REFUSED} the other end refuses
 */
export async function readFrame(reader: ByteReader, expected: number): Promise<Frame> {
  const header = await reader.read(HEADER_BYTES);
  const [kind = 0, high = 0, low = 0] = header;
  if (!isKind(kind)) throw ERR_AUTH_STREAM_PROTOCOL('it does not speak in frames');
  const length = (high << 8) | low;
  if (length > MAX_PAYLOAD_BYTES) throw ERR_AUTH_STREAM_PROTOCOL(`a frame has ${length} bytes`);
  const payload = await reader.read(length);
  if (kind === REFUSED) throw refused(decodeText(payload, 'utf8').slice(0, MAX_REASON_BYTES));
  if (kind !== expected) throw ERR_AUTH_STREAM_PROTOCOL(`frame ${kind} came in the place of ${expected}`);
  return { payload, bytes: joinBytes([header, payload]) };
}

/** Whether a name can be sent: it has bytes, and not too many. */
export function isUserName(user: string): boolean {
  const { length } = encodeText(user, 'utf8');
  return length > 0 && length <= MAX_USER_BYTES;
}

/** Makes the frame HELLO. */
export function encodeHello({ nonce, user }: Hello): Uint8Array {
  return encodeFrame(HELLO, Uint8Array.of(VERSION), nonce, encodeText(user, 'utf8'));
}

/** Whether a challenge can name such a salt. */
export function isSalt({ length }: Uint8Array): boolean {
  return length >= MIN_SALT_BYTES && length <= MAX_SALT_BYTES;
}

/** Whether N is one that scrypt has with that r. */
export function isCostOfBlocks(log2Cost: number, blockSize: number): boolean {
  return log2Cost >= 1 && log2Cost <= 31 && log2Cost < COST_BITS_PER_BLOCK * blockSize;
}

/** @throws {ERR_AUTH_STREAM_PROTOCOL} another version, or a user without a name, or with one that is no UTF-8 */
export function decodeHello(payload: Uint8Array): Hello {
  const version = payload[0] ?? 0;
  if (version !== VERSION) throw ERR_AUTH_STREAM_PROTOCOL(`version ${version} is not known`);
  const name = payload.subarray(1 + NONCE_BYTES);
  const user = decodeText(name, 'utf8');
  // One name has one form, or failures of one user could be counted as those of many.
  if (decodeText(name, 'hex') !== decodeText(encodeText(user, 'utf8'), 'hex')) {
    throw ERR_AUTH_STREAM_PROTOCOL('the name of a user is no UTF-8');
  }
  if (!isUserName(user)) throw ERR_AUTH_STREAM_PROTOCOL('a user has no name, or a long one');
  return { nonce: payload.subarray(1, 1 + NONCE_BYTES), user };
}

/** Makes the frame CHALLENGE. */
export function encodeChallenge({ nonce, salt, cost, blockSize, parallelization }: Challenge): Uint8Array {
  return encodeFrame(CHALLENGE, nonce, Uint8Array.of(Math.log2(cost), blockSize, parallelization), salt);
}

/** @throws {ERR_AUTH_STREAM_PROTOCOL} not what a challenge is */
export function decodeChallenge(payload: Uint8Array): Challenge {
  const nonce = payload.subarray(0, NONCE_BYTES);
  const [log2Cost = 0, blockSize = 0, parallelization = 0] = payload.subarray(NONCE_BYTES);
  const salt = payload.subarray(NONCE_BYTES + 3);
  if (!isSalt(salt) || !isCostOfBlocks(log2Cost, blockSize) || parallelization < 1) {
    throw ERR_AUTH_STREAM_PROTOCOL('a challenge makes no sense');
  }
  return { nonce, salt, cost: 2 ** log2Cost, blockSize, parallelization };
}

/** Makes the frame REFUSED; of a long reason, its beginning. */
export function encodeRefusal(reason: string): Uint8Array {
  return encodeFrame(REFUSED, encodeText(reason, 'utf8').subarray(0, MAX_REASON_BYTES));
}

/** Somebody was not let in; `reason` is what the server says about it. */
export interface RefusedError extends CodedError {
  readonly reason: string;
}

/** Makes the error of a refusal. */
export function refused(reason: string): RefusedError {
  return Object.assign(ERR_AUTH_STREAM_REFUSED(reason), { reason });
}
