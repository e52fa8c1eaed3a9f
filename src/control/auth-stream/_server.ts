/**
 * The server's part of the handshake.
 *
 * @module
 */
import { decodeText, encodeText } from '#platform';
import { joinBytes } from '../../core/_lengths.ts';
import {
  ERR_AUTH_STREAM_ATTEMPTS,
  ERR_AUTH_STREAM_PROTOCOL,
  ERR_AUTH_STREAM_REFUSED,
  ERR_INVALID_ARG_VALUE,
  ERR_INVALID_RETURN_VALUE,
  withCause,
} from '../../core/errors.ts';
import type { AuthAttempts } from './_attempts.ts';
import type { RefusedError, ScryptCost } from './_frames.ts';
import {
  decodeHello,
  encodeChallenge,
  encodeFrame,
  encodeRefusal,
  HELLO,
  isKind,
  isSalt,
  KEY_BYTES,
  MAX_FRAME_BYTES,
  NONCE_BYTES,
  OPEN,
  PROOF,
  readFrame,
  refused,
} from './_frames.ts';
import type { Handshake } from './_gate.ts';
import type { AuthVerifier, Keys } from './_proofs.ts';
import {
  assertCrypto,
  checkCost,
  hmac,
  isClientProven,
  keysOf,
  randomBytes,
  saltFor,
  saltPassword,
} from './_proofs.ts';
import type { Scrypt } from './_scrypt.ts';
import { untilAborted } from './_until-aborted.ts';

/** What `authorize` gets besides what the client said. */
export interface AuthorizeContext {
  /** Aborts when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
}

/** What is known of a user: a verifier, or the password itself. A text is the reason of a refusal. */
export type Credentials = AuthVerifier | { readonly password: string } | string | false | null | undefined;

/** Looks a user up. */
export type Authorize = (user: string, context: AuthorizeContext) => Credentials | Promise<Credentials>;

/** Judges a user and a password, as the original does: true lets in, anything else is the reason of a refusal. */
export type LegacyAuthorize = (user: string, pass: string, context: AuthorizeContext) => unknown;

/** What a server asks for. */
export interface ServerTerms {
  readonly cost: ScryptCost;
  readonly secret: Uint8Array;
  readonly binding: Uint8Array;
  readonly attempts: AuthAttempts | undefined;
  readonly attemptKey: string | undefined;
}

const COLON = 0x3a;

const WRONG = 'wrong user or password';

/** What a challenge to one user is made of. */
interface Candidate {
  readonly salt: Uint8Array;
  readonly cost: ScryptCost;
  readonly keys: Keys;
  /** Why the user is not let in, whatever the proof. */
  readonly reason?: string;
}

/** Has the client prove that it knows the password, and proves that the server does. */
export function challenging(scrypt: Scrypt, authorize: Authorize, terms: ServerTerms): Handshake {
  return async ({ reader, send, signal }) => {
    assertCrypto();
    const { payload, bytes: hello } = await readFrame(reader, HELLO);
    const { user } = decodeHello(payload);
    const key = await takeAttempt(terms, user);
    const credentials = await untilAborted(Promise.resolve(authorize(user, { signal })), signal);
    const { salt, cost, keys, reason } = await candidateOf(scrypt, user, credentials, terms, signal);
    const challenge = encodeChallenge({ nonce: randomBytes(NONCE_BYTES), salt, ...cost });
    send(challenge);
    const message = joinBytes([hello, challenge, terms.binding]);
    const { payload: proof, bytes: proofFrame } = await readFrame(reader, PROOF);
    const isProven = await isClientProven(keys.storedKey, message, proof);
    if (!isProven || reason !== undefined) throw refused(reason ?? WRONG);
    await terms.attempts?.forgive(key);
    send(encodeFrame(OPEN, await hmac(keys.serverKey, joinBytes([message, proofFrame]))));
  };
}

/**
 * What goes to a client that is refused. One that spoke the old form is told in that, for it would wait for ever for
 * an answer that it understands.
 */
export function framedRefusal(error: Error, firstByte: number | undefined): Uint8Array {
  return isKind(firstByte) ? encodeRefusal(reasonOf(error)) : legacyRefusal(error);
}

/** The old wire form. The first chunk is the user and the password: nothing says where they end. */
export function legacyServer(authorize: LegacyAuthorize, terms: ServerTerms): Handshake {
  return async ({ reader, send, signal }) => {
    let said = await reader.readSome();
    if (isKind(said[0])) throw ERR_AUTH_STREAM_PROTOCOL('it speaks in frames, and not in the old form');
    while (!said.includes(COLON)) {
      if (said.length > MAX_FRAME_BYTES) throw ERR_AUTH_STREAM_PROTOCOL('it says no password');
      said = joinBytes([said, await reader.readSome()]);
    }
    const text = decodeText(said, 'utf8');
    const colon = text.indexOf(':');
    const user = text.slice(0, colon);
    const key = await takeAttempt(terms, user);
    const answer = await untilAborted(
      Promise.resolve(authorize(user, text.slice(colon + 1), { signal })),
      signal,
    );
    if (answer !== true) throw refused(String(answer));
    await terms.attempts?.forgive(key);
    send(encodeText('open', 'utf8'));
  };
}

/** The same in the old wire form. */
export function legacyRefusal(error: Error): Uint8Array {
  return encodeText(`error:${reasonOf(error)}`, 'utf8');
}

/** What went wrong at this end is not the client's business. */
function reasonOf(error: Error & { code?: unknown }): string {
  if (error.code === ERR_AUTH_STREAM_REFUSED.code) return (error as RefusedError).reason;
  return String(error.code).startsWith('ERR_AUTH_STREAM_') ? error.message : 'the server failed';
}

async function takeAttempt({ attempts, attemptKey }: ServerTerms, user: string): Promise<string> {
  const key = attemptKey ?? user;
  if (attempts !== undefined && !(await attempts.take(key))) throw ERR_AUTH_STREAM_ATTEMPTS();
  return key;
}

/**
 * A user who is not known gets a challenge, too, and the same one each time: only at the end is anybody told that
 * something was wrong, and not what.
 */
async function candidateOf(
  scrypt: Scrypt,
  user: string,
  credentials: Credentials,
  { cost, secret }: ServerTerms,
  signal: AbortSignal,
): Promise<Candidate> {
  // For a user with a verifier, too: the time that it takes is not to tell them apart.
  const salt = await saltFor(user, secret);
  if (
    credentials === undefined ||
    credentials === null ||
    credentials === false ||
    typeof credentials === 'string'
  ) {
    const keys = { storedKey: randomBytes(KEY_BYTES), serverKey: randomBytes(KEY_BYTES) };
    return { salt, cost, keys, reason: credentials || WRONG };
  }
  if (typeof credentials !== 'object') throw notCredentials(credentials);
  if ('password' in credentials) {
    const keys = await keysOf(await saltPassword(scrypt, credentials.password, salt, cost, signal));
    return { salt, cost, keys };
  }
  try {
    return readVerifier(credentials);
  } catch (cause) {
    throw withCause(notCredentials(credentials), cause);
  }
}

function readVerifier({ salt: saltText, storedKey, serverKey, ...cost }: AuthVerifier): Candidate {
  const salt = encodeText(saltText, 'base64');
  const keys = { storedKey: encodeText(storedKey, 'base64'), serverKey: encodeText(serverKey, 'base64') };
  checkCost(cost);
  if (keys.storedKey.length !== KEY_BYTES || keys.serverKey.length !== KEY_BYTES) {
    throw ERR_INVALID_ARG_VALUE('verifier', keys, `must have keys of ${KEY_BYTES} bytes`);
  }
  if (!isSalt(salt)) throw ERR_INVALID_ARG_VALUE('verifier', salt, 'must have a salt of 8 to 64 bytes');
  return { salt, cost, keys };
}

function notCredentials(value: unknown): Error {
  return ERR_INVALID_RETURN_VALUE('a verifier, { password }, a reason or nothing', 'authorize', value);
}
