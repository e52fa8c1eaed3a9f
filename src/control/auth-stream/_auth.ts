/**
 * What is the same on every platform: the call forms of auth-stream, its options and their bounds.
 *
 * @module
 */
import {
  ERR_INVALID_ARG_TYPE,
  ERR_INVALID_ARG_VALUE,
  ERR_MISSING_ARGS,
  ERR_OUT_OF_RANGE,
} from '../../core/errors.ts';
import { validateFunction, validateLimit } from '../_validate.ts';
import type { AuthAttempts } from './_attempts.ts';
import { createAttempts } from './_attempts.ts';
import { challenged, legacyClient } from './_client.ts';
import { ClientGate } from './_client-gate.ts';
import type { ScryptCost } from './_frames.ts';
import { isKind, isUserName } from './_frames.ts';
import type { DuplexLike, Gate, GateOptions } from './_gate.ts';
import type { AuthVerifier } from './_proofs.ts';
import { checkCost, makeVerifier, randomBytes } from './_proofs.ts';
import type { Scrypt } from './_scrypt.ts';
import type { Authorize, LegacyAuthorize, ServerTerms } from './_server.ts';
import { challenging, framedRefusal, legacyRefusal, legacyServer } from './_server.ts';
import { ServerGate } from './_server-gate.ts';

/** Options of both ends. */
export interface AuthOptions {
  /** Whether to speak the old wire form, which shows the password to whoever listens. @default false */
  readonly legacy?: boolean | undefined;
  /** How long the handshake may take, and a client that was refused may stay, in ms. @default 10_000 */
  readonly timeoutMs?: number | undefined;
  /** Most bytes that are held before the other end is let in. @default 1_048_576 */
  readonly maxBufferedBytes?: number | undefined;
  /** Bytes of which `write()` returns false. @default the platform's */
  readonly highWaterMark?: number | undefined;
  /**
   * Something that both ends know of the connection and nobody between them has, such as what
   * `exportKeyingMaterial` of a TLS socket gives. The ends trust each other only if theirs are the same.
   */
  readonly binding?: Uint8Array | undefined;
  /** Destroys the stream with an `AbortError` when it aborts. */
  readonly signal?: AbortSignal | undefined;
}

/** Options of the client. */
export interface AuthClientOptions extends AuthOptions {
  /** The least cost (N of scrypt, with an r of 8) that the server may ask for. @default 16_384 */
  readonly minCost?: number | undefined;
  /** The most memory that the server may have scrypt take, in bytes. @default 67_108_864 */
  readonly maxMemoryBytes?: number | undefined;
}

/** Options of a verifier: the parameters of scrypt, as `node:crypto` names them. */
export interface AuthCostOptions {
  /** N: a power of 2. The memory is 128 * `blockSize` times as many bytes. @default 16_384 */
  readonly cost?: number | undefined;
  /** r. @default 8 */
  readonly blockSize?: number | undefined;
  /** p. @default 5 */
  readonly parallelization?: number | undefined;
  /** Stops the work when it aborts. */
  readonly signal?: AbortSignal | undefined;
}

/** Options of the server; those of cost are for users without a verifier. */
export interface AuthServerOptions extends AuthOptions, Omit<AuthCostOptions, 'signal'> {
  /** Counts failures; share one between all connections. @default none */
  readonly attempts?: AuthAttempts | undefined;
  /** What failures are counted by, such as the client's address. @default the user's name */
  readonly attemptKey?: string | undefined;
  /**
   * From which the salts of users without a verifier come; 16 bytes at least, to be given where a server has several
   * processes, or is started again. @default random, of the process
   */
  readonly secret?: Uint8Array | undefined;
}

/** The type of `auth`. */
export interface AuthFunction {
  /** Signs in on a transport; returns the stream that it carries once the server has let the client in. */
  (user: string, pass: string, transport: DuplexLike, options?: AuthClientOptions | null): Gate;
  /** The same as below, in the old wire form. */
  (
    stream: DuplexLike,
    authorize: LegacyAuthorize | null | undefined,
    options: AuthServerOptions & { readonly legacy: true },
  ): Gate;
  /** Guards `stream`; returns the stream to pipe a transport to and from. */
  (stream: DuplexLike, authorize?: Authorize | null, options?: AuthServerOptions | null): Gate;
  readonly createVerifier: CreateVerifier;
  readonly createAttempts: typeof createAttempts;
}

/** Makes what a server keeps of a password. */
export type CreateVerifier = (password: string, options?: AuthCostOptions) => Promise<AuthVerifier>;

/** What a platform gives. */
export interface AuthPlatform {
  readonly scrypt: Scrypt;
  /** Who may sign in if the program does not say. */
  readonly authorize?: Authorize;
  readonly legacyAuthorize?: LegacyAuthorize;
}

const DEFAULT_TIMEOUT_MS = 10_000;
const DEFAULT_MAX_BUFFERED_BYTES = 1024 * 1024;
const DEFAULT_MIN_COST = 16_384;
const DEFAULT_MAX_MEMORY_BYTES = 64 * 1024 * 1024;
/** What OWASP's cheat sheet on storing passwords asks of scrypt in 16 MiB. */
const DEFAULT_COST: ScryptCost = { cost: 16_384, blockSize: 8, parallelization: 5 };
/** Fewer could be guessed. */
const MIN_SECRET_BYTES = 16;
const NOTHING = /* @__PURE__ */ new Uint8Array(0);

/** Made when it is first needed: salts of the process's own. */
let processSecret: Uint8Array | undefined;

/** Makes `auth` for a platform. */
export function createAuth(platform: AuthPlatform): AuthFunction {
  function auth(first: unknown, second: unknown, third: unknown, fourth?: unknown): Gate {
    return typeof first === 'string'
      ? createClient(
          platform,
          first,
          second as string,
          third as DuplexLike,
          (fourth ?? {}) as AuthClientOptions,
        )
      : createServer(platform, first as DuplexLike, second, (third ?? {}) as AuthServerOptions);
  }
  async function createVerifier(password: string, options: AuthCostOptions = {}): Promise<AuthVerifier> {
    if (typeof password !== 'string') throw ERR_INVALID_ARG_TYPE('password', 'of type string', password);
    const signal = options.signal ?? new AbortController().signal;
    signal.throwIfAborted();
    return makeVerifier(platform.scrypt, password, costOf(options), signal);
  }
  return Object.assign(auth as unknown as AuthFunction, { createVerifier, createAttempts });
}

function createClient(
  { scrypt }: AuthPlatform,
  user: string,
  pass: string,
  transport: DuplexLike,
  options: AuthClientOptions,
): Gate {
  if (typeof pass !== 'string') throw ERR_INVALID_ARG_TYPE('pass', 'of type string', pass);
  checkStream('transport', transport);
  if (!isUserName(user)) throw ERR_INVALID_ARG_VALUE('user', user, 'must have 1 to 255 bytes');
  if (options.legacy === true && (user.includes(':') || isKind(user.charCodeAt(0)))) {
    throw ERR_INVALID_ARG_VALUE('user', user, 'must have no colon, and begin with no control character');
  }
  const {
    minCost = DEFAULT_MIN_COST,
    maxMemoryBytes = DEFAULT_MAX_MEMORY_BYTES,
    binding = NOTHING,
  } = options;
  checkBytes('options.binding', binding, 0);
  validateLimit('options.minCost', minCost, 0);
  validateLimit('options.maxMemoryBytes', maxMemoryBytes, 0);
  const terms = { user, pass, minCost, maxMemoryBytes, binding };
  const handshake = options.legacy === true ? legacyClient(terms) : challenged(scrypt, terms);
  return new ClientGate(transport, handshake, gateOptionsOf(options));
}

function createServer(
  platform: AuthPlatform,
  stream: DuplexLike,
  authorize: unknown,
  options: AuthServerOptions,
): Gate {
  checkStream('stream', stream);
  const { legacy = false, binding = NOTHING, attempts, attemptKey } = options;
  const judge = authorize ?? (legacy ? platform.legacyAuthorize : platform.authorize);
  if (judge === undefined) throw ERR_MISSING_ARGS('authorize');
  validateFunction('authorize', judge);
  processSecret ??= randomBytes(32);
  const { secret = processSecret } = options;
  checkBytes('options.secret', secret, MIN_SECRET_BYTES);
  checkBytes('options.binding', binding, 0);
  const terms: ServerTerms = {
    cost: costOf(options),
    secret,
    binding,
    attempts,
    attemptKey,
  };
  const gateOptions = gateOptionsOf(options);
  return legacy
    ? new ServerGate(stream, legacyServer(judge as LegacyAuthorize, terms), legacyRefusal, gateOptions)
    : new ServerGate(
        stream,
        challenging(platform.scrypt, judge as Authorize, terms),
        framedRefusal,
        gateOptions,
      );
}

function gateOptionsOf(options: AuthOptions): GateOptions {
  const { timeoutMs = DEFAULT_TIMEOUT_MS, maxBufferedBytes = DEFAULT_MAX_BUFFERED_BYTES } = options;
  validateLimit('options.timeoutMs', timeoutMs, 0);
  validateLimit('options.maxBufferedBytes', maxBufferedBytes, 0);
  return { timeoutMs, maxBufferedBytes, signal: options.signal, highWaterMark: options.highWaterMark };
}

function costOf(options: AuthCostOptions): ScryptCost {
  const {
    cost = DEFAULT_COST.cost,
    blockSize = DEFAULT_COST.blockSize,
    parallelization = DEFAULT_COST.parallelization,
  } = options;
  checkCost({ cost, blockSize, parallelization });
  return { cost, blockSize, parallelization };
}

function checkBytes(name: string, bytes: unknown, least: number): void {
  if (!(bytes instanceof Uint8Array)) throw ERR_INVALID_ARG_TYPE(name, 'an instance of Uint8Array', bytes);
  if (bytes.length < least) throw ERR_OUT_OF_RANGE(`${name}.length`, `>= ${least}`, bytes.length);
}

function checkStream(name: string, stream: unknown): void {
  const { on, write } = (stream ?? {}) as { on?: unknown; write?: unknown };
  if (typeof on === 'function' && typeof write === 'function') return;
  throw ERR_INVALID_ARG_TYPE(name, 'a stream that can be read and written', stream);
}
