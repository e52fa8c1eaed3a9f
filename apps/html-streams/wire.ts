/**
 * What travels between server and page: a page says after which position it wants lines; the server sends each
 * line with the position after it, so that a page that was cut off goes on where it was.
 *
 * A message is the position, a space, and the line.
 *
 * @module
 */
import type { Through } from 'gardenhose/through';
import { through } from 'gardenhose/through';

/** A line, and where it ends in the file. */
interface Positioned {
  readonly position: string;
}

/** Returns a stream of positions and lines in, messages out. */
export function toMessages<Line extends Positioned>(textOf: (line: Line) => string): Through<Line, string> {
  return through<Line, string>(function write(line) {
    this.queue(`${line.position} ${textOf(line)}`);
  });
}

/**
 * Returns a stream of messages in, lines out; `onposition` is told how far the lines have come. The socket that
 * the messages come from could give bytes too, but the server sends none.
 */
export function fromMessages(onposition: (position: string) => void): Through<string | Uint8Array, string> {
  return through<string, string>(function write(message) {
    const space = message.indexOf(' ');
    this.queue(message.slice(space + 1));
    onposition(message.slice(0, space));
  });
}
