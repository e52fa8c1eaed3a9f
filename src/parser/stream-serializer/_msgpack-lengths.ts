/**
 * Whether the lengths in a MessagePack value can be so, and how deep it is. The decoder reserves an array's memory by
 * its length, and keeps a record for each container that is open: a few nested arrays that lie about their lengths, or
 * a byte a level, would take all that there is.
 *
 * @module
 */

/** How many bytes come behind a type byte from 0xc0 to 0xdf: as they are, or as many as a length of so many bytes says. */
const FIXED: Readonly<Record<number, number>> = {
  202: 4,
  203: 8,
  204: 1,
  205: 2,
  206: 4,
  207: 8,
  208: 1,
  209: 2,
  210: 4,
  211: 8,
  212: 2,
  213: 3,
  214: 5,
  215: 9,
  216: 17,
};
const SIZED: Readonly<Record<number, number>> = {
  196: 1,
  197: 2,
  198: 4,
  199: 1,
  200: 2,
  201: 4,
  217: 1,
  218: 2,
  219: 4,
};

/** How many arrays and maps may be open, one in the other. */
export const MAX_DEPTH = 1024;

/** Throws if there are more elements, by the lengths of arrays and maps, than bytes to hold them, or if it is too deep. */
export function assertHonest(bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const lengthAt = (at: number, size: number): number =>
    size === 1 ? view.getUint8(at) : size === 2 ? view.getUint16(at) : view.getUint32(at);
  /** How many values are still to come. */
  let values = 1;
  /** For each container that is open, how many will be when it is complete. */
  const ends: number[] = [];
  for (let at = 0; values > 0; values--) {
    while (ends.at(-1) === values) ends.pop();
    if (values > bytes.length - at)
      throw new RangeError(`${values} more values cannot be in ${bytes.length - at} bytes`);
    const type = view.getUint8(at++);
    let members = 0;
    if (type >= 0x80 && type <= 0x8f) members = 2 * (type & 0x0f);
    else if (type >= 0x90 && type <= 0x9f) members = type & 0x0f;
    else if (type >= 0xa0 && type <= 0xbf) at += type & 0x1f;
    else if (type >= 0xdc && type <= 0xdf) {
      const size = type % 2 === 0 ? 2 : 4;
      members = lengthAt(at, size) * (type < 0xde ? 1 : 2);
      at += size;
    } else if (SIZED[type] !== undefined) {
      const size = SIZED[type];
      // An extension has its type between the length and the data.
      at += size + lengthAt(at, size) + (type >= 0xc7 && type <= 0xc9 ? 1 : 0);
    } else at += FIXED[type] ?? 0;
    if (members === 0) continue;
    if (ends.push(values - 1) > MAX_DEPTH) throw new RangeError(`It is nested more than ${MAX_DEPTH} deep`);
    values += members;
  }
}
