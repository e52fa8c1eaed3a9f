/**
 * The hook by which `import` finds gardenhose.
 *
 * Where Node has hooks that answer at once (22.15, 23.5 and later) it runs in the program's own thread; before
 * that Node loads this file into the thread that it keeps for hooks, and calls `initialize` there.
 *
 * @module
 */
import module from 'node:module';
import type { Redirection } from './_resolve.node.ts';
import { createRedirect, explain, urlOf } from './_resolve.node.ts';

/** What a hook is told of the place that asks. */
interface Context {
  readonly parentURL?: string | undefined;
}

/** What a hook answers. */
interface Resolved {
  readonly url: string;
  readonly shortCircuit?: boolean | undefined;
}

type Resolve<Result> = (
  specifier: string,
  context: Context,
  next: (specifier: string, context: Context) => Result,
) => Result;

/** Node's module of that name, with what @types/node does not know yet. */
interface ModuleWithHooks {
  registerHooks?(hooks: { resolve: Resolve<Resolved> }): unknown;
  register(file: string, options: { data: readonly string[] }): void;
}

/** Has `import` find gardenhose under these names. */
export function redirectImports(names: readonly string[]): void {
  const { registerHooks, register } = module as unknown as ModuleWithHooks;
  if (registerHooks === undefined) register(import.meta.url, { data: names });
  else registerHooks({ resolve: createHook(names) });
}

function createHook(names: readonly string[]): Resolve<Resolved> {
  const redirect = createRedirect(names);
  return (specifier, context, next) => {
    const redirection = redirect(specifier, context.parentURL);
    if (redirection === undefined) return next(specifier, context);
    if (redirection.file !== undefined) return found(redirection);
    try {
      return next(specifier, context);
    } catch (error) {
      throw explain(error, specifier, redirection.name);
    }
  };
}

function found({ file }: Redirection): Resolved {
  return { url: urlOf(file) as string, shortCircuit: true };
}

let redirect: ReturnType<typeof createRedirect> = () => undefined;

/** Takes the names, in the thread of hooks. */
export function initialize(names: readonly string[]): void {
  redirect = createRedirect(names);
}

/** Answers in the thread of hooks. */
export const resolve: Resolve<Resolved | Promise<Resolved>> = async (specifier, context, next) => {
  const redirection = redirect(specifier, context.parentURL);
  if (redirection === undefined) return next(specifier, context);
  if (redirection.file !== undefined) return found(redirection);
  try {
    return await next(specifier, context);
  } catch (error) {
    throw explain(error, specifier, redirection.name);
  }
};
