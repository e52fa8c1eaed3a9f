/**
 * The names that the entries of an archive have been given, so that none takes the place of another that some file
 * system holds for the same.
 *
 * @module
 */
import { ERR_TAR_COLLISION } from '../../core/errors.ts';
import { foldName, joinName } from './_paths.ts';

/** A part of a name, below the parts before it. */
interface Part {
  /** As it was given first. */
  readonly part: string;
  /** What its folder is known by. */
  readonly folder: number;
}

/** Names that are taken. */
export class Names {
  readonly #portable: boolean;
  /** The names, by what is the same of them; unless they must be portable. */
  readonly #names = new Map<string, string>();
  /** If they must: their parts, by the folder and what is the same of the part. So no part is held twice. */
  readonly #parts = new Map<string, Part>();

  /** @param portable whether names must be such that every system tells them apart. */
  constructor(portable: boolean) {
    this.#portable = portable;
  }

  /**
   * Takes a name.
   *
   * @throws {ERR_TAR_COLLISION} if names must be portable, and one was taken that is the same elsewhere
   */
  take(parts: readonly string[]): void {
    if (this.#portable) this.#takeParts(parts);
    else {
      const name = joinName(parts);
      const folded = foldName(name);
      if (!this.#names.has(folded)) this.#names.set(folded, name);
    }
  }

  /** Another name that was taken, and is the same somewhere. */
  otherThan(name: string): string | undefined {
    const other = this.#names.get(foldName(name));
    return other === name ? undefined : other;
  }

  #takeParts(parts: readonly string[]): void {
    let folder = 0;
    for (const [depth, part] of parts.entries()) {
      const place = `${folder}/${foldName(part)}`;
      let known = this.#parts.get(place);
      if (known === undefined) {
        known = { part, folder: this.#parts.size + 1 };
        this.#parts.set(place, known);
      } else if (known.part !== part) {
        const above = parts.slice(0, depth);
        throw ERR_TAR_COLLISION(joinName([...above, part]), joinName([...above, known.part]));
      }
      folder = known.folder;
    }
  }
}
