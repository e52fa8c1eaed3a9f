import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { createProject, installBuilt } from '../../tools/_built.ts';
import { filesIn, read } from '../../tools/_tree.ts';

const { version } = JSON.parse(read('package.json'));
const home = createProject();
installBuilt(home);
const command = join(home.folder, 'node_modules/gardenhose/dist/cli/index.node.js');
let project = createProject();
afterAll(() => {
  home[Symbol.dispose]();
  project[Symbol.dispose]();
});

const files = {
  'package.json': `{
  "name": "log",
  "scripts": { "start": "node server.js" },
  "dependencies": {
    "express": "^4.0.0",
    "split": "0.3",
    "through": "~2.3.1"
  },
  "devDependencies": {
    "concat-stream": "^1.4.0"
  }
}
`,
  'package-lock.json': JSON.stringify({
    lockfileVersion: 3,
    packages: {
      '': {
        dependencies: { express: '^4.0.0', split: '0.3', through: '~2.3.1' },
        devDependencies: { 'concat-stream': '^1.4.0' },
      },
      'node_modules/concat-stream': { version: '1.6.2', dependencies: { 'readable-stream': '^2.2.2' } },
      'node_modules/express': { version: '4.0.0' },
      'node_modules/readable-stream': { version: '2.3.8' },
      'node_modules/split': { version: '0.3.3', dependencies: { through: '2' } },
      'node_modules/through': { version: '2.3.8' },
    },
  }),
  '.gitignore': 'dist/\n',
  'server.js': "var through = require('through');\r\nvar split = require('split') // as 'through'\r\n",
  'lib/count.ts': "import through = require('through');\nimport type { A } from './a';\nexport = through",
  'lib/view.jsx':
    "import concat from 'concat-stream';\nexport default () => <p>Don't require('split')</p>;\n",
  'bin/log': "#!/usr/bin/env node\nrequire('split');\n",
  README: "require('split')\n",
  'dist/out.js': "require('through');\n",
  '.cache/x.js': "require('through');\n",
  'node_modules/split/index.js': "require('through');\n",
  'packages/other/package.json': '{ "name": "other" }',
  'packages/other/index.js': "require('through');\n",
};

beforeEach(() => {
  rmSync(project.folder, { recursive: true, force: true });
  project = createProject(files);
  mkdirSync(join(project.folder, '.git'));
});

const migrate = (...args: string[]) => project.node([command, 'migrate', ...args]);
const text = (file: string): string => readFileSync(join(project.folder, file), 'utf8');
const all = (): string[] => Object.keys(files).map(text);

describe('gardenhose migrate', () => {
  it('lists what is replaced, who needs it and as which version, and writes nothing', () => {
    const before = all();
    const { status, stdout } = migrate();
    expect(stdout).toContain(`package          version  gardenhose is  needed by
concat-stream    1.6.2    2.0.0 (!)      this project
readable-stream  2.3.8    4.8.0 (!)      concat-stream@1.6.2
split            0.3.3    1.0.1 (!)      this project
through          2.3.8    2.3.8          this project, split@0.3.3
(!) another major version: look at what has changed between the two
`);
    expect(stdout).toContain('Projects of their own, not looked into: packages/other\n');
    expect(stdout).toMatch(/\n5 specifiers, 5 files\. To change them: gardenhose migrate --write\n$/);
    expect(status).toBe(0);
    expect(all()).toEqual(before);
  });

  it('shows the diff, which git takes, and makes the changes that it shows', () => {
    const { stdout: dry } = migrate('--dry');
    const diff = dry.slice(dry.indexOf('--- a/'), dry.indexOf('\nProjects of'));
    execFileSync('git', ['apply', '--unsafe-paths', '-'], {
      cwd: project.folder,
      input: diff,
      env: { PATH: process.env.PATH },
    });
    const patched = all();
    project.write(files);

    const { status, stdout } = migrate('--write');
    expect(stdout).toContain('+++ b/server.js\n');
    expect(stdout).toMatch(/5 specifiers, 5 files changed\. Now install, so that the lockfile follows\.\n$/);
    expect(status).toBe(0);
    expect(all()).toEqual(patched);
  });

  it('changes the specifiers and dependencies, and leaves everything else byte for byte', () => {
    migrate('--write');
    const expected = {
      ...files,
      'package.json': files['package.json']
        .replace('"split": "0.3",\n    "through": "~2.3.1"', `"gardenhose": "^${version}"`)
        .replace('{\n    "concat-stream": "^1.4.0"\n  }', '{}'),
      'server.js': files['server.js']
        .replace("('through')", "('gardenhose/through')")
        .replace("('split')", "('gardenhose/split')"),
      'lib/count.ts': files['lib/count.ts'].replace("('through')", "('gardenhose/through')"),
      'lib/view.jsx': files['lib/view.jsx'].replace("'concat-stream'", "'gardenhose/concat-stream'"),
      'bin/log': files['bin/log'].replace("'split'", "'gardenhose/split'"),
    };
    expect(Object.fromEntries(Object.keys(files).map((file) => [file, text(file)]))).toEqual(expected);
  });

  it('changes nothing the second time', () => {
    migrate('--write');
    const after = all();
    const { status, stdout } = migrate('--write');
    expect(stdout).toMatch(/Nothing to change\.\n$/);
    expect(status).toBe(0);
    expect(all()).toEqual(after);
  });

  it('leaves what it cannot do, says so, and keeps the dependencies for it', () => {
    project.write({
      'broken.js': "require('split'); '\n",
      'deep.js': "\nrequire('through/package.json')\n",
      'package.json': files['package.json'].replace('node server.js', 'concat-stream < a'),
    });
    const { status, stdout } = migrate('--write');
    expect(status).toBe(1);
    expect(stdout).toContain(`Left as they are:
  broken.js: The file cannot be read: line 1: a string is not closed (stays: split)
  deep.js:2: gardenhose has no 'through/package.json' (stays: through)
  package.json: The script "start" names concat-stream (stays: concat-stream)
`);
    expect(text('broken.js')).toBe("require('split'); '\n");
    expect(JSON.parse(text('package.json')).dependencies).toEqual({
      express: '^4.0.0',
      gardenhose: `^${version}`,
      split: '0.3',
      through: '~2.3.1',
    });
  });

  it('leaves a file that is not in UTF-8', () => {
    const latin = Buffer.from("// caf\xe9\nrequire('through')\n", 'latin1');
    project.write({ 'server.js': '' });
    project.write({ 'server.js': latin as unknown as string });
    const { status, stdout } = migrate('--write');
    expect(status).toBe(1);
    expect(stdout).toContain('server.js: The file is not in UTF-8 (stays: through)');
    expect(readFileSync(join(project.folder, 'server.js')).equals(latin)).toBe(true);
  });

  it('does only the packages that are asked for, stream among them', () => {
    project.write({
      'server.js': "require('stream'); require('node:stream/promises'); require('through');\n",
    });
    migrate('--write', '--only', 'stream,split');
    expect(text('server.js')).toBe(
      "require('gardenhose/stream'); require('gardenhose/stream/promises'); require('through');\n",
    );
    expect(text('bin/log')).toContain("require('gardenhose/split')");
  });

  it('prints JSON', () => {
    const { stdout, status } = migrate('--json');
    const { dependencies, files: changed, left, written, lockfile } = JSON.parse(stdout);
    expect(dependencies.at(-1)).toEqual({
      name: 'through',
      as: '2.3.8',
      direct: [{ section: 'dependencies', range: '~2.3.1' }],
      locked: [{ version: '2.3.8', neededBy: ['', 'split@0.3.3'] }],
    });
    expect(changed.map(({ file }: { file: string }) => file)).toEqual([
      'bin/log',
      'lib/count.ts',
      'lib/view.jsx',
      'server.js',
      'package.json',
    ]);
    expect({ left, written, status }).toEqual({ left: [], written: false, status: 0 });
    expect(lockfile).toBe(join(project.folder, 'package-lock.json'));
  });

  it('finds the lockfile of the workspace, and the rules of the folders above', () => {
    project.write({ '.gitignore': 'gone.js\n', 'packages/other/gone.js': "require('split');\n" });
    const { stdout } = migrate('packages/other');
    expect(stdout).toContain('through          2.3.8');
    expect(stdout).toContain('+++ b/index.js');
    expect(stdout).not.toContain('gone.js');
  });

  it('goes on without a lockfile that cannot be read', () => {
    project.write({ 'package-lock.json': '<<<<<<< HEAD' });
    const { status, stdout } = migrate();
    expect(status).toBe(1);
    expect(stdout).toContain('package-lock.json: The lockfile cannot be read:');
    expect(stdout).toMatch(/through +~2\.3\.1 +2\.3\.8 +this project\n/);
  });
});

describe('gardenhose', () => {
  it.each([
    [['migrate', 'nowhere'], /ENOENT/],
    [['migrate', '--only', 'thruogh'], /Cannot replace 'thruogh'.*\(ERR_REGISTER_UNKNOWN_NAME\)/],
    [['migrate', '--unknown'], /--unknown[\s\S]*Usage: /],
    [['migrate', '--write', '--dry'], /received both[\s\S]*Usage: /],
    [['migrate', '.', 'surplus'], /Usage: /],
    [['walk'], /Usage: /],
    [[], /Usage: /],
  ])('cannot begin with %j', (args, message) => {
    const { status, stdout, stderr } = project.node([command, ...args]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });

  it('says how it is used, and which version it is', () => {
    const { status, stdout } = project.node([command, '--help']);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^Usage: gardenhose migrate \[folder\]/);
    expect(project.node([command, '--version']).stdout).toBe(`${version}\n`);
  });

  it('can read every source of this project', () => {
    project.write({ 'package.json': '{ "name": "x" }' });
    for (const file of filesIn('src')) project.write({ [file]: read(file) });
    expect(JSON.parse(migrate('--json').stdout).left).toEqual([]);
  });
});
