/**
 * From a request to its answer.
 *
 * @module
 */
import { posix } from 'node:path';
import Negotiator from 'negotiator';
import type { Answer, Asked } from './_answer.node.ts';
import { addVary, refusal } from './_answer.node.ts';
import { choose } from './_choice.node.ts';
import { answerWith } from './_file-answer.node.ts';
import type { FindFile } from './_finder.node.ts';
import { list, toHtml, toJson } from './_listing.node.ts';
import type { Settings } from './_options.node.ts';
import type { Place, Target } from './_path.node.ts';
import { escapePath, hasDotfile, locate, parseTarget } from './_path.node.ts';

/** One request on its way to an answer. */
export class Exchange {
  readonly #settings: Settings;
  readonly #find: FindFile;
  readonly #asked: Asked;

  constructor(settings: Settings, find: FindFile, asked: Asked) {
    this.#settings = settings;
    this.#find = find;
    this.#asked = asked;
  }

  async answer(): Promise<Answer> {
    const { answersOptions, baseDir, headers } = this.#settings;
    const { method, url } = this.#asked;
    const target = parseTarget(url);
    if (target === undefined) return this.#refuse(400);
    if (method === 'OPTIONS' && answersOptions) return { status: 200, headers };
    const { path } = target;
    if (!`${path}/`.startsWith(baseDir)) return this.#refuse(403);
    if (method !== 'GET' && method !== 'HEAD') {
      return this.#refuse(405, ['Allow', answersOptions ? 'GET, HEAD, OPTIONS' : 'GET, HEAD']);
    }
    if (`${path}/` === baseDir) return this.#redirect(target);
    return this.#serve(path.slice(baseDir.length - 1), target);
  }

  /** Answers with what is at a path below the root. */
  async #serve(path: string, target: Target): Promise<Answer> {
    const { root, extension, showDotfiles, outsideLinks, onlyListings } = this.#settings;
    if (/[\\\0]/.test(path) || (!showDotfiles && hasDotfile(path))) return this.#notFound();
    const name = path.replace(/\/$/, '');
    const place = await locate(root, name, outsideLinks);
    if (place?.stats.isDirectory()) return this.#directory(name, path, target);
    if (onlyListings || name !== path) return this.#notFound();
    if (place !== undefined && !place.stats.isFile()) return this.#refuse(403);
    const answer = await this.#fileAt(name, place);
    if (answer !== undefined) return answer;
    const page = posix.extname(name) === '' ? await this.#file(name + extension) : undefined;
    return page ?? this.#notFound();
  }

  async #directory(name: string, path: string, target: Target): Promise<Answer> {
    const { autoIndex, showDir, extension } = this.#settings;
    if (!autoIndex && !showDir) return this.#refuse(404);
    if (name === path) return this.#redirect(target);
    const index = autoIndex ? await this.#file(`${name}/index${extension}`) : undefined;
    if (index !== undefined) return index;
    return showDir ? this.#list(path, target) : this.#notFound(403);
  }

  /** Answers with a file, or a compressed one beside it; undefined if neither is there. */
  async #file(path: string, status = 200): Promise<Answer | undefined> {
    const { root, outsideLinks } = this.#settings;
    return this.#fileAt(path, await locate(root, path, outsideLinks), status);
  }

  async #fileAt(path: string, place: Place | undefined, status = 200): Promise<Answer | undefined> {
    const choice = await choose(path, place, this.#asked, this.#settings, this.#find);
    return choice && answerWith(choice, this.#asked, this.#settings, path, status);
  }

  /** Lists a directory, as JSON for those who would rather have that than a page. */
  async #list(path: string, target: Target): Promise<Answer> {
    const listed = await list(path, this.#settings);
    const [best] = new Negotiator(this.#asked).mediaTypes(['text/html', 'application/json']);
    const isJson = best === 'application/json';
    const headers = new Map(this.#settings.headers)
      .set('Cache-Control', 'no-cache')
      .set('Content-Type', isJson ? best : 'text/html; charset=utf-8');
    addVary(headers, 'Accept');
    const body = isJson ? toJson(listed) : toHtml(target.path, path === '/', listed, this.#settings);
    return { status: 200, headers, body };
  }

  /** To the same path with a slash: written anew, so that nothing in it leads to another host. */
  #redirect({ path, search }: Target): Answer {
    const location = `${escapePath(path)}/${search}`;
    return { status: 302, headers: new Map(this.#settings.headers).set('Location', location) };
  }

  async #notFound(status = 404): Promise<Answer> {
    const { handleError, extension } = this.#settings;
    const page = handleError ? await this.#file(`/404${extension}`, 404) : undefined;
    return page ?? this.#refuse(status);
  }

  #refuse(status: number, ...headers: [string, string][]): Answer {
    return refusal(this.#settings, status, ...headers);
  }
}
