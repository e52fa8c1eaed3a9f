/**
 * Types of files by their extensions: those that mime knows, and those that are defined for all handlers.
 *
 * @module
 */
import known from 'mime';

/** Extensions by type. */
export type Extensions = Readonly<Record<string, readonly string[]>>;

/** The types of files, for all handlers at once. */
export interface Mime {
  /** Adds types with their extensions, before those that are known, for every handler, made already or not. */
  define(types: Extensions): void;
  /** Returns the type of a file by its name, or by its extension alone; the default if that is not known. */
  getType(file: string, defaultType?: string): string | undefined;
}

/** Types by extension, in lower case and without its dot. */
const defined: Map<string, string> = /* @__PURE__ */ new Map();

/** What `ecstatic.mime` is. */
export const mime: Mime = {
  define(types) {
    addTypes(defined, types);
  },
  getType(file, defaultType) {
    const extension = extensionOf(file) || (/[/\\]/.test(file) ? '' : file.toLowerCase());
    return defined.get(extension) ?? known.getType(extension) ?? defaultType;
  },
};

/** Returns the type of a file: that which was defined, or else the known one; sirv's if that has but a charset more. */
export function typeOfFile(file: string, sirvs: string): string {
  const extension = extensionOf(file);
  const type = known.getType(extension);
  return defined.get(extension) ?? (type === null || sirvs.startsWith(`${type};`) ? sirvs : type);
}

/** Adds to a table of types by extension, and returns it. */
export function addTypes(table: Map<string, string>, types: Extensions): Map<string, string> {
  for (const [type, extensions] of Object.entries(types)) {
    for (const extension of extensions) table.set(extension.replace(/^\./, '').toLowerCase(), type);
  }
  return table;
}

/** Returns what follows the last dot of a file's name, in lower case. */
export function extensionOf(file: string): string {
  return /\.([^./\\]+)$/.exec(file)?.[1]?.toLowerCase() ?? '';
}
