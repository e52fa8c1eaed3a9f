/**
 * The client's part of the handshake.
 *
 * @module
 */
import { decodeText, encodeText } from '#platform';
import { joinBytes } from '../../core/_lengths.ts';
import {
  ERR_AUTH_STREAM_COST,
  ERR_AUTH_STREAM_IMPOSTOR,
  ERR_AUTH_STREAM_PROTOCOL,
} from '../../core/errors.ts';
import {
  CHALLENGE,
  decodeChallenge,
  encodeFrame,
  encodeHello,
  NONCE_BYTES,
  OPEN,
  PROOF,
  readFrame,
  refused,
} from './_frames.ts';
import type { Handshake } from './_gate.ts';
import { assertCrypto, hmac, isEqual, keysOf, proveClient, randomBytes, saltPassword } from './_proofs.ts';
import type { Scrypt } from './_scrypt.ts';

/** What a client says, and what it lets a server ask for. */
export interface ClientTerms {
  readonly user: string;
  readonly pass: string;
  readonly minCost: number;
  readonly maxMemoryBytes: number;
  readonly binding: Uint8Array;
}

/** Most blocks that are mixed: with the memory, that bounds the work which a server may ask for. */
const MAX_PARALLELIZATION = 16;

/** The r that `minCost` is meant with. A smaller one makes the same N cheaper to guess. */
const USUAL_BLOCK_SIZE = 8;

/** Proves the password without showing it, and has the server prove that it knows it, too. */
export function challenged(
  scrypt: Scrypt,
  { user, pass, minCost, maxMemoryBytes, binding }: ClientTerms,
): Handshake {
  return async ({ reader, send, signal }) => {
    assertCrypto();
    const hello = encodeHello({ nonce: randomBytes(NONCE_BYTES), user });
    send(hello);
    const { payload, bytes } = await readFrame(reader, CHALLENGE);
    const challenge = decodeChallenge(payload);
    const { cost, blockSize, parallelization } = challenge;
    if (cost < minCost) throw ERR_AUTH_STREAM_COST(`a cost of ${cost} is less than ${minCost}`);
    if (cost * blockSize < minCost * USUAL_BLOCK_SIZE) {
      throw ERR_AUTH_STREAM_COST(`blocks of ${blockSize} are too small for a cost of ${cost}`);
    }
    if (128 * blockSize * cost > maxMemoryBytes || parallelization > MAX_PARALLELIZATION) {
      throw ERR_AUTH_STREAM_COST(`it would take more than ${maxMemoryBytes} bytes, or too long`);
    }
    const salted = await saltPassword(scrypt, pass, challenge.salt, challenge, signal);
    const message = joinBytes([hello, bytes, binding]);
    const proof = encodeFrame(PROOF, await proveClient(salted, message));
    send(proof);
    const { payload: signature } = await readFrame(reader, OPEN);
    const { serverKey } = await keysOf(salted);
    if (!isEqual(signature, await hmac(serverKey, joinBytes([message, proof]))))
      throw ERR_AUTH_STREAM_IMPOSTOR();
  };
}

const OPEN_TEXT = 'open';
const ERROR_TEXT = 'error:';

/** The old wire form: the password as it is, and an answer without an end. */
export function legacyClient({ user, pass }: Pick<ClientTerms, 'user' | 'pass'>): Handshake {
  return async ({ reader, send }) => {
    send(encodeText(`${user}:${pass}`, 'utf8'));
    let answer = '';
    while (OPEN_TEXT.startsWith(answer) || ERROR_TEXT.startsWith(answer)) {
      if (answer === OPEN_TEXT) return;
      if (answer === ERROR_TEXT) throw refused(decodeText(reader.rest(), 'utf8'));
      answer += decodeText(await reader.read(1), 'latin1');
    }
    throw ERR_AUTH_STREAM_PROTOCOL('it answered neither open nor error');
  };
}
