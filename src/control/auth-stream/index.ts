/**
 * Lets nobody near a stream who does not know a password, and shows the password to nobody.
 *
 * A client wraps its connection, a server its stream; both get a Duplex that holds what is written until they have
 * proven to each other that they know the password, and is then the other end's stream, byte for byte. The proof
 * is that of SCRAM (RFC 5802) with scrypt: neither the password nor anything that could be replayed travels, and
 * the server needs no password, only a verifier. It does not encrypt what follows: use it within TLS, and with
 * `binding` where somebody could stand between. docs/protocols/auth-stream.md has the frames.
 *
 * Has the call forms of auth-stream@0.1.0 (github.com/Raynos/auth-stream), and with `legacy: true`, on both ends,
 * its bytes and its `authorize(user, pass)`. Mended: without `legacy` the password does not travel, so `authorize`
 * gets the user alone and returns what is known of that user; `open` and what follows may come in one chunk, and a chunk
 * that says `open` later means nothing; a password may have a colon; ends, errors and closes pass through; nothing
 * is lost that was written too early. Added: an `authorize` that answers later; `timeoutMs`, `attempts`,
 * `maxBufferedBytes`, `binding`, `signal`.
 *
 * A client that is refused gets an 'error'. A server goes on: its stream emits 'refused', with the error, and ends.
 *
 * @see the handbook's part on control streams; the tutorial's example of scrypt
 *
 * @example Signing in
 * ```ts
 * import { auth, createVerifier } from 'gardenhose/auth-stream';
 * import { through } from 'gardenhose/through';
 * import { duplexPair } from 'gardenhose/stream';
 *
 * const users = new Map([['steve', await createVerifier('jones')]]);
 * const [wire, transport] = duplexPair();
 * const secret = through<string>(function (question) {
 *   this.queue(`${question}? 42`);
 * });
 * wire.pipe(auth(secret, (user) => users.get(user))).pipe(wire);
 *
 * const client = auth('steve', 'jones', transport);
 * client.write('anything');
 * for await (const answer of client) {
 *   assert.equal(String(answer), 'anything? 42');
 *   break;
 * }
 * ```
 *
 * @module
 */
import type { AuthFunction, CreateVerifier } from './_auth.ts';
import { createAuth } from './_auth.ts';
import { scrypt } from './_scrypt.ts';

export type { AuthAttempts, AuthAttemptsOptions } from './_attempts.ts';
export { createAttempts } from './_attempts.ts';
export type {
  AuthClientOptions,
  AuthCostOptions,
  AuthFunction,
  AuthOptions,
  AuthServerOptions,
} from './_auth.ts';
export type { RefusedError, ScryptCost } from './_frames.ts';
export type { DuplexLike, Gate as AuthStream } from './_gate.ts';
export type { AuthVerifier } from './_proofs.ts';
export type { Authorize, AuthorizeContext, Credentials, LegacyAuthorize } from './_server.ts';

/**
 * Signs in on a transport, `auth(user, pass, transport)`, or lets only those near a stream who can,
 * `auth(stream, authorize)`. Where there is no Node, scrypt is our own, and `authorize` has to be given.
 *
 * @throws {ERR_MISSING_ARGS} a server without `authorize`
 */
export const auth: AuthFunction = /* @__PURE__ */ createAuth({ scrypt });

/** Makes what a server keeps of a password. */
export const createVerifier: CreateVerifier = /* @__PURE__ */ (() => auth.createVerifier)();

export { auth as default, auth as 'module.exports' };
