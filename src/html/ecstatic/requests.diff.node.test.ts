/**
 * The same requests, written to sockets as they are, put to npm ecstatic@4.1.4 and to ours on one directory.
 *
 * `DIFFERENCES` names what we answer otherwise on purpose, with the reason; a test shows both answers for each.
 *
 * @module
 */
import { utimesSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { original } from '../../../oracles/original.ts';
import type { Answer } from './_test-site.ts';
import { askRaw, useSite } from './_test-site.ts';
import type { EcstaticHandler, EcstaticOptions } from './index.node.ts';
import { ecstatic } from './index.node.ts';

const theirs = original<(options: EcstaticOptions) => EcstaticHandler>('ecstatic');
const { directory, root, listen } = useSite();
const TIME = new Date('2026-01-02T03:04:05.678Z');

beforeEach(async () => {
  for (const name of await readdir(root)) {
    if (name !== 'outside' && name !== 'out.txt') utimesSync(join(root, name), TIME, TIME);
  }
});

/** What the original does without being told, and what it has no option for. */
const AS_THEIRS: EcstaticOptions = { showDir: false, showDotfiles: true, outsideLinks: true };

const OPTIONS: readonly EcstaticOptions[] = [
  {},
  { brotli: true, cache: 5 },
  { gzip: false, cors: true, cache: 'no-cache' },
  { handleOptionsMethod: true, headers: { 'X-A': '1' } },
  { headers: ['X-A: 1', 'X-B:2'], cache: (path) => path.length },
  { autoIndex: false, contentType: 'x/y' },
  { defaultExt: 'txt', weakCompare: false },
  { baseDir: 'sub', handleError: false },
  { baseDir: '/sub/', weakEtags: false, mimeTypes: { 'a/b': ['txt'] } },
];

const PATHS: readonly string[] = [
  ...['/', '/a.txt', '/a', '/page', '/page.html', '/sub', '/sub/', '/sub/index.html', '/empty', '/empty/'],
  ...[
    '/empty/readme.txt',
    '/nope',
    '/nope/',
    '/.hidden',
    '/.well-known/acme',
    '/%C3%A9%20x.txt',
    '/a%23b%3F%2541.txt',
  ],
  ...[
    '/no.type',
    '/b.js',
    '/b.js.gz',
    '/bad.js',
    '/only.css',
    '/only.css.gz',
    '/in.txt',
    '/out.txt',
    '/outside',
  ],
  ...[
    '/a.txt?x=1',
    '/sub?x=1',
    '/a.txt#x',
    '/sub/../a.txt',
    '/sub/%2e%2e/a.txt',
    '/sub%2f..%2fa.txt',
    '/./a.txt',
  ],
  ...[
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/..%5csecret.txt',
    '/%252e%252e/secret.txt',
  ],
  ...[
    '/%',
    '/%zz',
    '/%c0%ae',
    '/%C3',
    '/sub/a.txt',
    '/subway',
    '//a.txt',
    '//sub/',
    '/%2fa.txt',
    '/A.TXT',
    '/ ',
  ],
];
const METHODS = ['GET', 'GET', 'GET', 'GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'];
const SAME_TIME = TIME.toUTCString();
const HEADERS: readonly string[] = [
  ...['bytes=2-4', 'bytes=0-0', 'bytes=7-', 'bytes=5-100', 'bytes=10-', 'bytes=1-2 ', 'bytes=0-9'].map(
    (range) => `Range: ${range}`,
  ),
  ...[
    'gzip',
    'br',
    'gzip, br',
    'gzip;q=0',
    'br;q=0, gzip',
    '*',
    'identity',
    '*;q=0',
    'gzip;q=0.5, br;q=0.1',
    '',
  ].map((codings) => `Accept-Encoding: ${codings}`),
  ...[SAME_TIME, new Date(0).toUTCString(), 'yesterday', new Date(2100, 1).toUTCString()].map(
    (time) => `If-Modified-Since: ${time}`,
  ),
  ...['"x"', 'W/"x"', 'x'].map((tags) => `If-None-Match: ${tags}`),
  `If-None-Match: "x"\r\nIf-Modified-Since: ${SAME_TIME}`,
];

interface Question {
  readonly method: string;
  readonly path: string;
  readonly headers: readonly string[];
}

/** What we answer otherwise, and why. */
const DIFFERENCES: Readonly<
  Record<string, { reason: string; example: Question; is(question: Question): boolean }>
> = {
  'a range of another form': {
    reason: 'RFC 9110 14.2: suffixes are ranges, several may be answered whole, malformed ones are ignored',
    example: get('/a.txt', 'Range: bytes=-3'),
    is: ({ headers }) => headers.some((line) => /^Range: (?!bytes=\d+-\d* ?$)/.test(line)),
  },
  'a range for HEAD': {
    reason: 'RFC 9110 14.2: a range is of GET only',
    example: { ...get('/a.txt', 'Range: bytes=0-1'), method: 'HEAD' },
    is: ({ method, headers }) => method === 'HEAD' && headers.some((line) => line.startsWith('Range')),
  },
  'a range of a version that the client has': {
    reason: 'RFC 9110 13.2.2: conditions come before ranges',
    example: get('/a.txt', 'Range: bytes=2-4', `If-Modified-Since: ${SAME_TIME}`),
    is: ({ headers }) =>
      headers.some((line) => /^Range/.test(line)) && headers.some((line) => /^If/.test(line)),
  },
  'a range that an index has not': {
    reason: '403 would say that there is no index',
    example: get('/sub/', 'Range: bytes=10-'),
    is: ({ path, headers }) => /\/$/.test(path) && headers.some((line) => /^Range/.test(line)),
  },
  'any version': {
    reason: 'RFC 9110 13.1.2: * is every version that there is',
    example: get('/a.txt', 'If-None-Match: *'),
    is: ({ headers }) => headers.includes('If-None-Match: *'),
  },
  'one of several versions': {
    reason: 'RFC 9110 13.1.2: a list of tags',
    example: get('/a.txt', `If-None-Match: "x", W/"10-${TIME.getTime()}"`),
    is: ({ headers }) => headers.some((line) => /^If-None-Match: .*,/.test(line)),
  },
  'a coding that is accepted after others': {
    reason: 'RFC 9110 12.5.3: what has a weight above 0 is accepted',
    example: get('/b.js', 'Accept-Encoding: gzip;q=0.5, br;q=0.1'),
    is: ({ headers }) => headers.some((line) => /q=0\.\d/.test(line)),
  },
  'deflate only': {
    reason: 'what is sent must be accepted',
    example: get('/b.js', 'Accept-Encoding: deflate'),
    is: ({ headers }) => headers.some((line) => /^Accept-Encoding: .*deflate/.test(line)),
  },
  'a slash after a file': {
    reason: 'relative links on the page would lead elsewhere',
    example: get('/a.txt/'),
    is: ({ path }) => /\.\w+\/$/.test(path),
  },
  'a backslash': {
    reason: 'on some systems it separates names',
    example: get('/\\a.txt'),
    is: ({ path }) => path.includes('\\'),
  },
  'a target that is no path': {
    reason: 'RFC 9112 3.2.4: * is for OPTIONS',
    example: get('*'),
    is: ({ path }) => !path.startsWith('/') && !/^\w+:/.test(path),
  },
  'a name that is too long': {
    reason: 'there is no such file',
    example: get(`/${'x'.repeat(3000)}`),
    is: ({ path }) => path.split('/').some((name) => name.length > 255),
  },
  'slashes before a directory': {
    reason: 'CVE-2019-10775: the redirect led to another host',
    example: get('//sub'),
    is: ({ path }) => /^\/\/.*[^/]$/.test(path) && !path.includes('.'),
  },
};

function get(path: string, ...headers: string[]): Question {
  return { method: 'GET', path, headers };
}

function differs(question: Question): boolean {
  return Object.values(DIFFERENCES).some(({ is }) => is(question));
}

/** What must be equal. Refusals say so in other words; types are compared where the tables of both agree. */
function essence({ status = 0, headers, body }: Answer): unknown {
  const names = ['location', 'content-encoding', 'content-range', 'content-length', 'cache-control'];
  names.push('last-modified', 'access-control-allow-origin', 'access-control-allow-headers', 'x-a', 'x-b');
  const seen = Object.fromEntries(names.map((name) => [name, headers[name]]));
  const type = headers['content-type']
    ?.replace(/;.*/, '')
    .replace('application/javascript', 'text/javascript');
  // RFC 9110 15.4.5: what is not sent has no coding; the original says which it would have had.
  if (status === 304) seen['content-encoding'] = undefined;
  if (status < 400) return { status, type, body, ...seen };
  // The original leaves out of this one what is asked for on every answer.
  if (status === 400) return { status };
  return { status, cors: seen['access-control-allow-origin'], a: seen['x-a'], b: seen['x-b'] };
}

function ask(port: number, { method, path, headers }: Question): Promise<Answer> {
  return askRaw(port, [`${method} ${path.replaceAll(' ', '%20')} HTTP/1.1`, ...headers].join('\r\n'));
}

async function both(
  options: EcstaticOptions,
  next?: boolean,
): Promise<(question: Question) => Promise<[Answer, Answer]>> {
  const given = { root, ...AS_THEIRS, ...options };
  const ports = await Promise.all([ecstatic, theirs].map((make) => listen(make(given), next)));
  return async (question) => {
    const [ours, other] = await Promise.all(ports.map((port) => ask(port, question)));
    return [ours as Answer, other as Answer];
  };
}

const question: fc.Arbitrary<Question> = fc
  .record({
    method: fc.constantFrom(...METHODS),
    path: fc.constantFrom(...PATHS),
    headers: fc.uniqueArray(fc.constantFrom(...HEADERS), {
      maxLength: 3,
      selector: (line) => line.slice(0, 4),
    }),
  })
  .filter((question) => !differs(question));

describe('behaviour', () => {
  it('mime, of names and extensions, knows the types that the original knows', () => {
    const { mime: known } = original<typeof ecstatic>('ecstatic');
    const names = [
      'a.html',
      'html',
      'A.CSS',
      '/x/y.json',
      'x/html',
      'a.b.svg',
      '.gz',
      'a.wasm',
      'a.md',
      'a.',
      '',
      'x',
      ...'ico m3u8 flac avi mkv xls xlsx pptx odt pages djvu tar bz2 xz 7z rar iso epub c py sh tex 3gp eot'.split(
        ' ',
      ),
    ];
    for (const name of names) {
      for (const other of [undefined, 'd/f']) {
        expect([name, ecstatic.mime.getType(name, other)]).toEqual([name, known.getType(name, other)]);
      }
    }
  });

  it.each(OPTIONS)('ecstatic, any request, with %j, answers as the original does', async (options) => {
    const asks = await both(options);
    for (const path of PATHS) {
      if (differs(get(path))) continue;
      const [ours, other] = await asks(get(path));
      expect([path, essence(ours)]).toEqual([path, essence(other)]);
    }
    await fc.assert(
      fc.asyncProperty(question, async (question) => {
        const [ours, other] = await asks(question);
        expect(essence(ours)).toEqual(essence(other));
      }),
      { numRuns: 40, endOnFailure: true },
    );
  });

  it('ecstatic, with next, calls it with the status that the original gives', async () => {
    for (const handleError of [true, false]) {
      const asks = await both({ handleError }, true);
      for (const path of ['/a.txt', '/nope', '/sub', '/empty/', '/%zz', '/../x']) {
        for (const method of ['GET', 'HEAD', 'POST']) {
          const [ours, other] = await asks({ ...get(path), method });
          expect([path, ours.status, ours.body]).toEqual([path, other.status, other.body]);
        }
      }
    }
  });

  it('ecstatic, with a 404.html, answers with it where the original does', async () => {
    const other = join(directory, 'with404');
    await mkdir(join(other, 'empty'), { recursive: true });
    await writeFile(join(other, '404.html'), 'lost?');
    for (const options of [{}, { autoIndex: false }, { baseDir: 'empty' }, { handleError: false }]) {
      for (const next of [false, true]) {
        const asks = await both({ ...options, root: other }, next);
        for (const path of ['/', '/nope', '/empty', '/empty/', '/empty/nope', '/404.html', '/404']) {
          const answers = await asks(get(path));
          // Both refuse in their own words.
          const [ours, theirs] = answers.map((answer) => [
            path,
            options,
            essence(answer),
            answer.body.match(/lost|next/)?.[0],
          ]);
          expect(ours).toEqual(theirs);
        }
      }
    }
  });

  it('ecstatic, a version that it has told of, is fresh for both', async () => {
    for (const weakEtags of [true, false]) {
      for (const weakCompare of [true, false]) {
        const given = { root, ...AS_THEIRS, weakEtags, weakCompare };
        const statuses = await Promise.all(
          [ecstatic, theirs].map(async (make) => {
            const port = await listen(make(given));
            const { etag = '' } = (await ask(port, get('/a.txt'))).headers;
            const tags = [etag, etag.replace('W/', ''), `W/${etag.replace('W/', '')}`];
            return Promise.all(
              tags.map(async (tag) => (await ask(port, get('/a.txt', `If-None-Match: ${tag}`))).status),
            );
          }),
        );
        expect([weakEtags, weakCompare, statuses[0]]).toEqual([weakEtags, weakCompare, statuses[1]]);
      }
    }
  });
});

describe('differences', () => {
  it.each(Object.entries(DIFFERENCES))(
    'ecstatic, %s, answers otherwise: $reason',
    async (_title, { example, is }) => {
      expect(is(example)).toBe(true);
      const [ours, other] = await (await both({}))(example);
      expect(essence(ours)).not.toEqual(essence(other));
    },
  );
});
