/**
 * The packages of npm that gardenhose stands for. Written by `npm run fix`, from the export map and the entries'
 * docstrings; tools/packages.ts says how.
 *
 * @module
 */

/** What gardenhose has of a package. */
export interface Replacement {
  /** The version as which it behaves. */
  readonly version: string;
  /** The package's files that have an entry of their own: `transform` for `readable-stream/transform`. */
  readonly parts: readonly string[];
}

/** The packages by name. */
export const PACKAGES: Readonly<Record<string, Replacement>> = {
  JSONStream: { version: '1.3.5', parts: [] },
  'buffer-stream': { version: '0.0.1', parts: [] },
  'concat-stream': { version: '2.0.0', parts: [] },
  duplex: { version: '1.0.0', parts: [] },
  duplexer: { version: '0.1.2', parts: [] },
  ecstatic: { version: '4.1.4', parts: [] },
  'emit-stream': { version: '0.1.2', parts: [] },
  'event-stream': { version: '4.0.1', parts: [] },
  from: { version: '0.1.7', parts: [] },
  hyperglue: { version: '1.3.3', parts: [] },
  hyperstream: { version: '1.2.2', parts: [] },
  'invert-stream': { version: '0.0.1', parts: [] },
  'json-scrape': { version: '0.0.2', parts: [] },
  'map-stream': { version: '0.0.7', parts: [] },
  oppressor: { version: '0.0.1', parts: [] },
  'pause-stream': { version: '0.0.11', parts: [] },
  'readable-stream': {
    version: '4.8.0',
    parts: ['duplex', 'passthrough', 'readable', 'transform', 'writable'],
  },
  'remote-events': { version: '1.1.4', parts: [] },
  shoe: { version: '0.0.15', parts: [] },
  'slice-file': { version: '1.0.0', parts: [] },
  split: { version: '1.0.1', parts: [] },
  'stream-serializer': { version: '1.1.2', parts: ['cbor', 'msgpack'] },
  'stream-spec': { version: '0.3.6', parts: [] },
  through: { version: '2.3.8', parts: [] },
  trumpet: { version: '1.7.2', parts: ['html-rewriter'] },
};
