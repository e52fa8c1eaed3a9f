/**
 * The options of `ecstatic`, under all the names that the original gave them.
 *
 * @module
 */
import { validateHeaderName, validateHeaderValue } from 'node:http';
import { resolve } from 'node:path';
import { validateFunction } from '../../core/_validate.ts';
import { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE } from '../../core/errors.ts';
import type { OppressorOptions } from '../../http/oppressor.node.ts';
import type { HeaderMap, Stage } from './_answer.node.ts';
import type { Extensions } from './_mime.ts';
import { addTypes, extensionOf, typeOfFile } from './_mime.ts';

/** Options of `ecstatic`. Names may be written in lower case and with hyphens too. */
export interface EcstaticOptions {
  /** The directory whose files are served. @default the working directory */
  readonly root?: string | undefined;
  /** The path below which they are served; requests for others are refused with 403. @default '/' */
  readonly baseDir?: string | undefined;
  /** Whether a directory is answered with its index file. @default true */
  readonly autoIndex?: boolean | undefined;
  /**
   * Whether a directory without an index file is listed, as a page, or as JSON to those who accept that rather.
   * @default false
   */
  readonly showDir?: boolean | undefined;
  /** Whether names that begin with a dot are served and listed; `.well-known` always is. @default false */
  readonly showDotfiles?: boolean | undefined;
  /** Whether symbolic links are followed out of the root. @default false */
  readonly outsideLinks?: boolean | undefined;
  /** Whether listings give sizes as 1.5k rather than 1500B. @default true */
  readonly humanReadable?: boolean | undefined;
  /** Whether listings are silent about permissions. @default false */
  readonly hidePermissions?: boolean | undefined;
  /** Whether a k in listings is 1000 bytes rather than 1024. Also `index`. @default false */
  readonly si?: boolean | undefined;
  /** Seconds of max-age, a Cache-Control header, or a function of the path that returns either. @default 3600 */
  readonly cache?: number | string | ((path: string) => number | string) | undefined;
  /** Whether pages from anywhere may read the files; answers OPTIONS too. @default false */
  readonly cors?: boolean | undefined;
  /** Whether OPTIONS is answered. @default false */
  readonly handleOptionsMethod?: boolean | undefined;
  /** Whether `file.gz` is sent for `file` to those who accept it, if it is gzip. @default true */
  readonly gzip?: boolean | undefined;
  /** Whether `file.br` is sent for `file` to those who accept it. @default false */
  readonly brotli?: boolean | undefined;
  /**
   * Whether text is compressed as it is sent, by `gardenhose/oppressor`, for those who accept that, and how. A
   * file beside comes first. What is compressed so is not sent in ranges.
   * @default false
   */
  readonly compress?: boolean | OppressorOptions | undefined;
  /**
   * Called with a file's path and its type: returns a stream that the file goes through on its way, such as a
   * hyperstream, or undefined to send it as it is. What has gone through one has no ETag, no date and no ranges.
   */
  readonly transform?: Transform | undefined;
  /** The extension of index files and of pages asked for without one; what is not a name is 'html'. @default 'html' */
  readonly defaultExt?: string | boolean | null | undefined;
  /** Headers of every answer: an object, `'Name: value'`, or an array of those. @default {} */
  readonly headers?: Readonly<Record<string, string>> | string | readonly string[] | undefined;
  /** Whether ETags are weak. @default true */
  readonly weakEtags?: boolean | undefined;
  /** Whether weak ETags may match. @default true */
  readonly weakCompare?: boolean | undefined;
  /** Whether answers have a Server header. @default true */
  readonly serverHeader?: boolean | undefined;
  /** Whether `404.html` in the root is the answer to what is not found. @default true */
  readonly handleError?: boolean | undefined;
  /** The type of files whose type is not known. @default 'application/octet-stream' */
  readonly contentType?: string | undefined;
  /**
   * Extensions by type, or a function of a file's path and the type that it has otherwise, which returns one or
   * nothing. Also `mimeType`.
   */
  readonly mimeTypes?: MimeTypes | undefined;
}

/** Types of files, beside and before those that are known. */
export type MimeTypes = Extensions | ((file: string, defaultType: string) => string | undefined);

/** Makes the stream that a file goes through. */
export type Transform = (file: string, type: string) => Stage | undefined;

/** The options with their defaults. */
export interface Settings {
  readonly root: string;
  readonly baseDir: string;
  readonly autoIndex: boolean;
  readonly showDir: boolean;
  /** Whether nothing but listings is served. */
  readonly onlyListings: boolean;
  readonly showDotfiles: boolean;
  readonly outsideLinks: boolean;
  readonly humanReadable: boolean;
  readonly hidePermissions: boolean;
  readonly si: boolean;
  readonly cacheControl: (path: string) => string;
  readonly answersOptions: boolean;
  readonly gzip: boolean;
  readonly brotli: boolean;
  readonly compress: OppressorOptions | undefined;
  readonly transform: Transform | undefined;
  /** With its dot. */
  readonly extension: string;
  readonly headers: Readonly<HeaderMap>;
  readonly weakEtags: boolean;
  readonly weakCompare: boolean;
  readonly handleError: boolean;
  readonly typeOf: (file: string, known: string) => string;
}

type Name = keyof EcstaticOptions;

/** Option names by what is left of them without hyphens and capitals. */
const NAMES: ReadonlyMap<string, Name> = new Map(
  (
    [
      'root',
      'baseDir',
      'autoIndex',
      'showDir',
      'showDotfiles',
      'outsideLinks',
      'humanReadable',
      'hidePermissions',
      'si',
      'cache',
      'cors',
      'handleOptionsMethod',
      'gzip',
      'brotli',
      'compress',
      'transform',
      'defaultExt',
      'headers',
      'weakEtags',
      'weakCompare',
      'serverHeader',
      'handleError',
      'contentType',
      'mimeTypes',
    ] as const
  ).map((name) => [name.toLowerCase(), name]),
);
const OTHER_NAMES: ReadonlyMap<string, Name> = new Map([
  ['h', 'headers'],
  ['header', 'headers'],
  ['index', 'si'],
  ['mimetype', 'mimeTypes'],
]);

/** In seconds. */
const DEFAULT_MAX_AGE = 3600;

const CORS_HEADERS: readonly (readonly [string, string])[] = [
  ['Access-Control-Allow-Origin', '*'],
  [
    'Access-Control-Allow-Headers',
    'Authorization, Content-Type, If-Match, If-Modified-Since, If-None-Match, If-Unmodified-Since',
  ],
];

/** Fills the defaults in; refuses what is not known rather than ignore it. */
export function settle(given: object, onlyListings: boolean): Settings {
  const options = canonical(given);
  for (const name of ['root', 'baseDir'] as const) {
    if (options[name] !== undefined && typeof options[name] !== 'string') {
      throw ERR_INVALID_ARG_TYPE(`options.${name}`, 'of type string', options[name]);
    }
  }
  const { cache, compress, transform } = options;
  if (transform !== undefined) validateFunction('options.transform', transform);
  const headers = asHeaders(options.headers ?? {});
  validateHeaders(headers);
  return {
    root: resolve(options.root ?? '.'),
    baseDir: `/${options.baseDir ?? ''}/`.replace(/\/+/g, '/'),
    autoIndex: !onlyListings && options.autoIndex !== false,
    showDir: onlyListings || options.showDir === true,
    onlyListings,
    showDotfiles: options.showDotfiles === true,
    outsideLinks: options.outsideLinks === true,
    humanReadable: options.humanReadable !== false,
    hidePermissions: options.hidePermissions === true,
    si: options.si === true,
    cacheControl: (path) => asCacheControl(typeof cache === 'function' ? cache(path) : cache),
    answersOptions: Boolean(options.cors || options.handleOptionsMethod),
    gzip: options.gzip !== false,
    brotli: options.brotli === true,
    compress: compress === true ? {} : compress || undefined,
    transform,
    extension: asExtension(options.defaultExt),
    headers: new Map([
      ...(options.serverHeader === false ? [] : [['Server', 'gardenhose'] as const]),
      ...(options.cors ? CORS_HEADERS : []),
      ...headers,
    ]),
    weakEtags: options.weakEtags !== false,
    weakCompare: options.weakCompare !== false,
    handleError: !onlyListings && options.handleError !== false,
    typeOf: typer(options.contentType || 'application/octet-stream', options.mimeTypes),
  };
}

function canonical(given: object): EcstaticOptions {
  const options: Partial<Record<Name, unknown>> = {};
  for (const [key, value] of Object.entries(given)) {
    const plain = key.replaceAll('-', '').toLowerCase();
    const name = NAMES.get(plain) ?? OTHER_NAMES.get(plain);
    if (name === undefined) throw ERR_INVALID_ARG_VALUE(`options.${key}`, value, 'is not supported');
    options[name] = value;
  }
  return options as EcstaticOptions;
}

function asCacheControl(cache: unknown): string {
  if (typeof cache === 'string') return cache;
  return `max-age=${typeof cache === 'number' ? cache : DEFAULT_MAX_AGE}`;
}

function asExtension(extension: EcstaticOptions['defaultExt']): string {
  return typeof extension === 'string' && extension !== '' ? `.${extension.replace(/^\./, '')}` : '.html';
}

function asHeaders(headers: NonNullable<EcstaticOptions['headers']>): [string, string][] {
  if (typeof headers !== 'string' && !Array.isArray(headers)) return Object.entries(headers);
  return [headers].flat().map((line: string) => {
    const colon = line.indexOf(':');
    if (colon < 1) throw ERR_INVALID_ARG_VALUE('options.headers', line, "must be of the form 'Name: value'");
    return [line.slice(0, colon).trim(), line.slice(colon + 1).trim()];
  });
}

function validateHeaders(headers: readonly (readonly [name: string, value: string])[]): void {
  for (const [name, value] of headers) {
    validateHeaderName(name);
    validateHeaderValue(name, value);
  }
}

function typer(contentType: string, types: MimeTypes | undefined): Settings['typeOf'] {
  const typeOf: Settings['typeOf'] = (file, known) => typeOfFile(file, known) || contentType;
  if (typeof types === 'function') {
    return (file, known) => {
      const type = typeOf(file, known);
      return types(file, type) || type;
    };
  }
  const own = addTypes(new Map(), types ?? {});
  return (file, known) => own.get(extensionOf(file)) ?? typeOf(file, known);
}
