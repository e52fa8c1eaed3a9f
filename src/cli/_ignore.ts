/**
 * Says what a `.gitignore` lists.
 *
 * @module
 */

/** Whether a path, from the folder of the file with `/` between its parts, is ignored; undefined if nothing is said. */
export type IgnoreRules = (path: string, isFolder: boolean) => boolean | undefined;

/** Reads the text of a `.gitignore`: the last line that fits a path decides. */
export function parseIgnore(text: string): IgnoreRules {
  const rules = text.split(/\r?\n/).flatMap((line) => ruleOf(line) ?? []);
  return (path, isFolder) => {
    const rule = rules.findLast(
      ({ pattern, onlyFolders }) => (isFolder || !onlyFolders) && pattern.test(path),
    );
    return rule?.ignores;
  };
}

interface Rule {
  readonly pattern: RegExp;
  readonly onlyFolders: boolean;
  readonly ignores: boolean;
}

function ruleOf(line: string): Rule | undefined {
  const text = line.replace(/(?<!\\)\s+$/, '');
  if (text === '' || text.startsWith('#')) return undefined;
  const ignores = !text.startsWith('!');
  const glob = text.replace(/^!/, '').replace(/\/$/, '');
  // With a slash before its end a line speaks of paths from this folder on, without one of names anywhere.
  const isAnchored = glob.includes('/');
  try {
    const pattern = new RegExp(`^${isAnchored ? '' : '(?:.*/)?'}${sourceOf(glob.replace(/^\//, ''))}$`, 's');
    return { pattern, onlyFolders: text.endsWith('/'), ignores };
  } catch {
    // Git takes no notice either of a class that is none.
    return undefined;
  }
}

const PIECE = /(?:^|\/)\*\*(?:\/|$)|\*+|\?|\[[!^]?\]?[^\]]*\]|\\.|[\s\S]/gu;

/** The source of the regular expression that a glob stands for. */
function sourceOf(glob: string): string {
  return glob.replace(PIECE, (piece, at: number) => {
    if (/^\/?\*\*\/?$/.test(piece) && piece.includes('/')) {
      if (piece === '/**') return '/.+';
      return at === 0 ? '(?:.*/)?' : '/(?:.*/)?';
    }
    if (piece.startsWith('*')) return '[^/]*';
    if (piece === '?') return '[^/]';
    if (piece.length > 1 && piece.startsWith('['))
      return piece.replace(/^\[!/, '[^').replaceAll('\\', '\\\\');
    return (piece.length > 1 ? piece.slice(1) : piece).replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
  });
}
