/**
 * auth-stream on Node, whose scrypt runs off the main thread; see `index.ts`. With `legacy` its wire is that of
 * auth-stream@0.1.0.
 *
 * @module
 */
import { env } from 'node:process';
import type { AuthFunction, CreateVerifier } from './_auth.ts';
import { createAuth } from './_auth.ts';
import { isEqualText } from './_proofs.ts';
import { scrypt } from './_scrypt.node.ts';

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
 * `auth(stream, authorize)`. Without `authorize` one user may sign in, whom the environment names:
 * AUTH_STREAM_USER and AUTH_STREAM_PASS.
 *
 * @throws {ERR_INVALID_ARG_TYPE} an argument or option of the wrong type
 * @throws {ERR_INVALID_ARG_VALUE} a user without a name, or a cost that scrypt does not have
 * @throws {ERR_OUT_OF_RANGE} a bound below 0
 * @throws {ERR_AUTH_STREAM_REFUSED} as 'error' event of a client: the server did not let it in
 * @throws {ERR_AUTH_STREAM_IMPOSTOR} as 'error' event of a client: the server does not know the password
 * @throws {ERR_AUTH_STREAM_COST} as 'error' event of a client: the server asks for too little or too much work
 * @throws {ERR_AUTH_STREAM_PROTOCOL} as 'error' event of a client: the server makes no sense
 * @throws {ERR_AUTH_STREAM_TIMEOUT} as 'error' event of a client: the server does not answer
 * @throws {ERR_AUTH_STREAM_OVERFLOW} as 'error' event: too much was written before the gate was open
 *
 * @example Not everybody
 * ```ts
 * import { auth } from 'gardenhose/auth-stream';
 * import { through } from 'gardenhose/through';
 * import { duplexPair } from 'gardenhose/stream';
 *
 * const [wire, transport] = duplexPair();
 * wire.pipe(auth(through(), (user) => (user === 'steve' ? { password: 'jones' } : null))).pipe(wire);
 * const client = auth('steve', 'jonas', transport);
 * const error = await new Promise<{ code?: string }>((resolve) => client.on('error', resolve));
 * assert.equal(error.code, 'ERR_AUTH_STREAM_REFUSED');
 * ```
 */
export const auth: AuthFunction = /* @__PURE__ */ createAuth({
  scrypt,
  authorize: (user) =>
    user === env.AUTH_STREAM_USER && env.AUTH_STREAM_PASS !== undefined
      ? { password: env.AUTH_STREAM_PASS }
      : null,
  legacyAuthorize: async (user, pass) => {
    const { AUTH_STREAM_USER, AUTH_STREAM_PASS } = env;
    if (AUTH_STREAM_USER === undefined || AUTH_STREAM_PASS === undefined) return 'wrong user or password';
    const isUser = await isEqualText(user, AUTH_STREAM_USER);
    const isPass = await isEqualText(pass, AUTH_STREAM_PASS);
    return (isUser && isPass) || 'wrong user or password';
  },
});

/**
 * Makes what a server keeps of a password, in the place of the password.
 *
 * @throws {ERR_INVALID_ARG_TYPE} rejects: `password` is no string
 * @throws {ERR_INVALID_ARG_VALUE} rejects: a cost that scrypt does not have
 *
 * @example As JSON
 * ```ts
 * import { createVerifier } from 'gardenhose/auth-stream';
 *
 * const verifier = JSON.parse(JSON.stringify(await createVerifier('jones')));
 * assert.equal(verifier.cost, 16384);
 * assert.equal(JSON.stringify(verifier).includes('jones'), false);
 * ```
 */
export const createVerifier: CreateVerifier = /* @__PURE__ */ (() => auth.createVerifier)();

export { auth as default, auth as 'module.exports' };
