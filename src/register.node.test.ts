import module from 'node:module';
import { afterAll, describe, expect, it } from 'vitest';
import { createProject, installBuilt } from '../tools/_built.ts';

const ORIGINAL = "module.exports = 'the original';";

/** A program's folder; `through` is installed, and a package that needs it and `split`, which is not. */
const project = createProject({
  'node_modules/through/package.json': '{ "name": "through", "version": "2.3.8" }',
  'node_modules/through/index.js': ORIGINAL,
  'node_modules/through/lib/extra.js': "module.exports = 'extra of the original';",
  'node_modules/deep/package.json': '{ "name": "deep" }',
  'node_modules/deep/index.js': `
    exports.through = require('through');
    exports.split = require('split');
    exports.stream = require('stream');
    exports.ofModule = () => require('deeper');
  `,
  'node_modules/deep/node_modules/through/index.js': ORIGINAL,
  'node_modules/deep/node_modules/deeper/package.json': '{ "name": "deeper", "type": "module" }',
  'node_modules/deep/node_modules/deeper/index.js': "export { default as through } from 'through';",
});
installBuilt(project);
afterAll(() => project[Symbol.dispose]());

let count = 0;

/** Runs a program under `register` and returns what it printed as JSON. */
function run(extension: 'cjs' | 'mjs', code: string, env: NodeJS.ProcessEnv = {}): unknown {
  const { stdout, stderr } = start(extension, code, env);
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout);
}

function start(extension: 'cjs' | 'mjs', code: string, env: NodeJS.ProcessEnv = {}) {
  const file = `program-${count++}.${extension}`;
  const say = 'const say = (value) => console.log(JSON.stringify(value));';
  const head = "const ours = require('gardenhose/through');";
  project.write({ [file]: extension === 'cjs' ? `${say}${head}\n${code}` : `${say}\n${code}` });
  return project.node(['--import', 'gardenhose/register', file], env);
}

describe('require', () => {
  it('gives the function itself, by the bare name and by the names of its index', () => {
    const code = `say(['through', 'through/', 'through/index', 'through/index.js', 'module'].map((name) =>
      name === 'module' ? module.require('through') === ours : require(name) === ours));`;
    expect(run('cjs', code)).toEqual([true, true, true, true, true]);
  });

  it('gives the classes that old programs asked readable-stream for one by one', () => {
    const code = `
      const Readable = require('readable-stream');
      const classes = ['Readable', 'Writable', 'Duplex', 'Transform', 'PassThrough'];
      say(classes.map((name) => require('readable-stream/' + name.toLowerCase() + '.js') === Readable[name]));`;
    expect(run('cjs', code)).toEqual([true, true, true, true, true]);
  });

  it('gives gardenhose deep inside node_modules too, and where the original is not installed', () => {
    const code = `
      const deep = require('deep');
      say([deep.through === ours, typeof deep.split]);`;
    expect(run('cjs', code)).toEqual([true, 'function']);
  });

  it.runIf('registerHooks' in module)('reaches what a required ES module imports, from Node 22.15 on', () => {
    expect(run('cjs', "say(require('deep').ofModule().through === ours);")).toBe(true);
  });

  it('leaves packages that gardenhose has nothing of, relative files and Node’s stream as they are', () => {
    project.write({ 'split.js': "module.exports = 'mine';" });
    const code = `
      const { Readable } = process.getBuiltinModule?.('stream') ?? require('stream');
      say([require('./split'), require('stream').Readable === Readable, require('node:stream') === require('stream')]);`;
    expect(run('cjs', code)).toEqual(['mine', true, true]);
  });

  it('is served by require.resolve and by createRequire as well', () => {
    const code = `
      const { createRequire } = require('node:module');
      const path = require.resolve('through');
      say([path === require.resolve('gardenhose/through'), createRequire(__filename)('through') === ours]);`;
    expect(run('cjs', code)).toEqual([true, true]);
  });

  it('takes a file that gardenhose has not from the original', () => {
    const code = "say([require('through/lib/extra'), require('through/package.json').version]);";
    expect(run('cjs', code)).toEqual(['extra of the original', '2.3.8']);
  });

  it('says what is the case where the original has no such file or is not installed', () => {
    const code = `
      const codeOf = (name) => { try { require(name) } catch (error) { return [error.code, error.cause.code] } };
      say([codeOf('through/nothing'), codeOf('split/package.json')]);`;
    const expected = ['ERR_REGISTER_SUBPATH', 'MODULE_NOT_FOUND'];
    expect(run('cjs', code)).toEqual([expected, expected]);
  });

  it('leaves the error of any other missing package as it is', () => {
    const code = "try { require('nothing') } catch (error) { say(error.code) }";
    expect(run('cjs', code)).toBe('MODULE_NOT_FOUND');
  });
});

describe('import', () => {
  it('gives the same function, statically, dynamically and in packages', () => {
    const code = `
      import through from 'through';
      import { through as named } from 'through';
      import { createRequire } from 'node:module';
      import deep from 'deep';
      const ours = createRequire(import.meta.url)('gardenhose/through');
      const dynamic = await import('through');
      const deeper = await import('./node_modules/deep/node_modules/deeper/index.js');
      say([through, named, dynamic.default, deep.through, deeper.through].map((found) => found === ours));`;
    expect(run('mjs', code)).toEqual([true, true, true, true, true]);
  });

  it('is served by import.meta.resolve as well', () => {
    const code = "say(import.meta.resolve('through') === import.meta.resolve('gardenhose/through'));";
    expect(run('mjs', code)).toBe(true);
  });

  it('takes a file that gardenhose has not from the original, or says what is the case', () => {
    const code = `
      const extra = await import('through/lib/extra.js');
      const error = await import('split/nothing.js').catch((error) => error);
      say([extra.default, error.code, error.message.includes("'split/nothing.js'")]);`;
    expect(run('mjs', code)).toEqual(['extra of the original', 'ERR_REGISTER_SUBPATH', true]);
  });
});

describe('GARDENHOSE', () => {
  const code = `
    say(['through', 'split', 'stream', 'node:stream', 'stream/promises', 'node:stream/consumers', 'stream/web'].map((name) => {
      try { return require(name) === require('gardenhose/' + name.replace('node:', '')) }
      catch { return name }
    }));`;

  it('picks exactly the names that it lists', () => {
    expect(run('cjs', code, { GARDENHOSE: 'split' })).toEqual([
      false,
      true,
      false,
      false,
      false,
      false,
      'stream/web',
    ]);
  });

  it('replaces stream where it is listed', () => {
    expect(run('cjs', code, { GARDENHOSE: ' stream, through' })).toEqual([
      true,
      'split',
      true,
      true,
      true,
      true,
      'stream/web',
    ]);
  });

  it('replaces everything where it says all', () => {
    expect(run('cjs', code, { GARDENHOSE: 'all' })).toEqual([
      true,
      true,
      true,
      true,
      true,
      true,
      'stream/web',
    ]);
  });

  it('replaces stream for import, with its subpaths, under both of its names', () => {
    const code = `
      const names = ['stream', 'node:stream', 'stream/promises', 'node:stream/consumers'];
      const ours = await Promise.all(names.map((name) => import('gardenhose/' + name.replace('node:', ''))));
      const found = await Promise.all(names.map((name) => import(name)));
      say(found.map((module, index) => module === ours[index]));`;
    expect(run('mjs', code, { GARDENHOSE: 'all' })).toEqual([true, true, true, true]);
  });

  it('ends the program where it holds a name that is not known, and lists what there is', () => {
    const { status, stdout, stderr } = start('cjs', 'say(1)', { GARDENHOSE: 'through,thruogh' });
    expect(stdout).toBe('');
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /'thruogh': gardenhose has .*split, stream, .*through, trumpet\n[\s\S]*ERR_REGISTER_UNKNOWN_NAME/,
    );
  });
});

describe('threads and processes', () => {
  it('worker threads are registered by the flag of their process', () => {
    project.write({
      'worker.cjs': "require('node:worker_threads').parentPort.postMessage(typeof require('split'))",
      'worker.mjs':
        "import split from 'split'; import { parentPort } from 'worker_threads'; parentPort.postMessage(split.name)",
    });
    const code = `
      const { Worker } = require('node:worker_threads');
      const answer = (file) => new Promise((resolve) => new Worker(file).on('message', resolve));
      Promise.all([answer('./worker.cjs'), answer('./worker.mjs')]).then(say);`;
    expect(run('cjs', code)).toEqual(['function', 'split']);
  });

  it('workers made of a string are registered by --require', () => {
    project.write({
      'eval.cjs': `
        const { Worker } = require('node:worker_threads');
        const code = "require('node:worker_threads').parentPort.postMessage(typeof require('split'))";
        new Worker(code, { eval: true }).on('message', console.log);`,
    });
    expect(project.node(['--require', 'gardenhose/register', 'eval.cjs'])).toEqual({
      status: 0,
      stdout: 'function\n',
      stderr: '',
    });
  });

  it('forked processes are registered by the same flag', () => {
    project.write({
      'child.mjs': "import split from 'split'; process.send(typeof split); process.disconnect();",
    });
    const code = "require('node:child_process').fork('./child.mjs').on('message', say);";
    expect(run('cjs', code)).toBe('function');
  });

  it('other child processes are registered by NODE_OPTIONS, and not by the flag', () => {
    project.write({ 'plain.cjs': "console.log(typeof require('through'))" });
    const code = `
      const { execFileSync } = require('node:child_process');
      const print = (env) => execFileSync(process.execPath, ['plain.cjs'], { encoding: 'utf8', env: { ...process.env, ...env } }).trim();
      say([print({}), print({ NODE_OPTIONS: '--import gardenhose/register' })]);`;
    expect(run('cjs', code)).toEqual(['string', 'function']);
  });
});

describe('gardenhose/register', () => {
  it('loads every package that it replaces, and is at home with all of them replaced', () => {
    const code = `
      const { replaced } = require('gardenhose/register');
      say(replaced.filter((name) => require(name) !== require('gardenhose/' + name)));`;
    expect(run('cjs', code)).toEqual([]);
    expect(run('cjs', code, { GARDENHOSE: 'all' })).toEqual([]);
  });

  it('does the same once it is imported within the program, for what is loaded after', () => {
    const code = `
      const before = (await import('through')).default;
      await import('gardenhose/register');
      const after = (await import('through/index.js')).default;
      say([before, typeof after]);`;
    project.write({ 'within.mjs': `const say = (value) => console.log(JSON.stringify(value));${code}` });
    expect(project.node(['within.mjs']).stdout.trim()).toBe('["the original","function"]');
  });
});
