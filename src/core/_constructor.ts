/**
 * Constructors that need no `new`.
 *
 * The book and half of npm say `Readable()` and `Readable.call(this, options)`; a JavaScript class allows
 * neither. So the constructors of the stream floor are plain functions, and their methods stand in a class
 * that is never constructed: it lends its prototype.
 *
 * @module
 */

import type { Destroyable } from './destroy.ts';

/** The method that Node's emitters call when an async listener rejects and `captureRejections` is on. */
export const kRejection: symbol = /* @__PURE__ */ Symbol.for('nodejs.rejection');

/** Makes `Constructor` inherit from `Parent`, with the methods of `Methods`; `for…in` lists them, as Node's. */
export function inheritFrom(
  Parent: { readonly prototype: object },
  Constructor: object,
  Methods: { readonly prototype: object },
): void {
  const { prototype } = Methods;
  Object.setPrototypeOf(Constructor, Parent);
  Object.setPrototypeOf(prototype, Parent.prototype);
  Object.defineProperty(Constructor, 'prototype', { value: prototype });
  for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
    if (typeof value === 'function') Object.defineProperty(prototype, name, { enumerable: true });
  }
  Object.defineProperty(prototype, 'constructor', { value: Constructor, enumerable: false });
  if (!(kRejection in prototype)) Object.assign(prototype, { [kRejection]: destroyOnRejection });
}

function destroyOnRejection(this: Destroyable, error: Error): void {
  this.destroy(error);
}
