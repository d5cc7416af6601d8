'use strict';

// A folder with a state, the program that serves its page, and what is in the file.

const child = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { parse } = require('yaml');

const ROOT = path.resolve(__dirname, '../../..');
const PROGRAM = path.resolve(process.env.PROFORMA || path.join(ROOT, 'target/release/proforma'));
const SAMPLE = path.join(ROOT, 'content/examples/riverside-surgery.yaml');
const TODAY = '2026-11-23';

/** How long anything may take that is waited for, in milliseconds. */
const PATIENCE = 20_000;

const pause = (ms) => new Promise((done) => { setTimeout(done, ms); });

/** Waits until `test` gives something true, and gives it back. */
async function until(what, test, patience = PATIENCE) {
  const end = Date.now() + patience;
  for (;;) {
    const found = await test();
    if (found) return found;
    if (Date.now() > end) throw new Error(`waited in vain until ${what}`);
    await pause(20);
  }
}

/** Runs the program to its end. */
function run(args, options) {
  return child.execFileSync(PROGRAM, args, { encoding: 'utf8', stdio: 'pipe', ...options });
}

/** The program, serving a page. */
class Server {
  constructor(process_) {
    this.process = process_;
    this.ended = new Promise((done) => {
      process_.once('exit', (code, signal) => done({ code, signal }));
    });
  }

  /** The address that it prints first. */
  async address() {
    let said = '';
    let wrong = '';
    this.process.stderr.on('data', (data) => { wrong += data; });
    this.first = await new Promise((done, fail) => {
      this.process.stdout.on('data', (data) => {
        said += data;
        if (said.includes('\n')) done(said.trim());
      });
      this.process.once('error', fail);
      this.process.once('exit', (code) => fail(new Error(`no page, but ${code}: ${wrong}`)));
    });
    return this;
  }

  /** The page's own address, without the key. */
  get page() { return this.first.replace(/open\?key=.*$/, ''); }

  get port() { return Number(new URL(this.first).port); }

  signal(name) { this.process.kill(name); }

  /** Ends it at once, as if the power had failed. */
  async kill() {
    this.process.kill('SIGKILL');
    await this.ended;
  }
}

/** Whether a small disk can be had, to fill it up. */
function hasDisks() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'proforma-disk-'));
  try {
    child.execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'none', folder], { stdio: 'ignore' });
    child.execFileSync('umount', [folder]);
    return true;
  } catch {
    return false;
  } finally {
    fs.rmdirSync(folder);
  }
}

/** A folder of its own, with a state. */
class Place {
  /** `from` is the state to copy, or nothing for one that `start` writes. */
  constructor({ from = SAMPLE, name = 'state.yaml', checklist, text, disk } = {}) {
    this.folder = fs.mkdtempSync(path.join(os.tmpdir(), 'proforma-page-'));
    fs.mkdirSync(this.path('runtime'));
    this.disk = disk;
    // A folder of a folder: its own rights may be taken away, or be those of another disk.
    fs.mkdirSync(this.path('files'));
    if (disk) child.execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${disk}`, 'none', this.path('files')]);
    this.name = path.join('files', name);
    this.options = checklist ? ['--checklist', checklist] : [];
    this.servers = [];
    if (text !== undefined) this.write(text);
    else if (from) fs.copyFileSync(from, this.file);
    else run(['start', ...(checklist ? [checklist] : []), '--date', TODAY, '-o', this.file]);
  }

  path(name) { return path.join(this.folder, name); }

  get file() { return this.path(this.name); }

  text() { return fs.readFileSync(this.file, 'utf8'); }

  write(text) { fs.writeFileSync(this.file, text); }

  /** Changes the file as an editor does: at once, as a whole. */
  edit(from, to) {
    const text = this.text();
    if (!text.includes(from)) throw new Error(`the file does not say ${from}`);
    fs.writeFileSync(`${this.file}~`, text.replace(from, () => to));
    fs.renameSync(`${this.file}~`, this.file);
  }

  /** What the file says, each value as text, read by another program than ours. */
  values() { return parse(this.text(), { schema: 'failsafe', merge: true }); }

  /** The value at a path of the page, such as `sms-providers.2.contact`. */
  value(at) {
    const [item, ...rest] = at.split('.');
    const { answers, ...state } = this.values();
    const keys = rest.map((key) => (/^\d+$/.test(key) ? key - 1 : key));
    const found = keys.reduce((value, key) => value?.[key], (answers || {})[item] ?? state[item]);
    return found ?? '';
  }

  /** Serves the page. */
  async serve({ today = TODAY, port, env, before = [] } = {}) {
    const args = [...before, PROGRAM, 'fill', this.file, '--no-open', ...this.options];
    if (today) args.push('--date', today);
    if (port) args.push('--port', String(port));
    const options = {
      cwd: this.folder,
      env: {
        ...process.env,
        XDG_RUNTIME_DIR: this.path('runtime'),
        XDG_DATA_HOME: this.path('runtime'),
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    };
    const server = new Server(child.spawn(args[0], args.slice(1), options));
    this.servers.push(server);
    return server.address();
  }

  async remove() {
    for (const server of this.servers) server.process.kill('SIGKILL');
    await Promise.all(this.servers.map((server) => server.ended));
    if (this.disk) child.execFileSync('umount', [this.path('files')]);
    fs.rmSync(this.folder, { recursive: true, force: true });
  }
}

module.exports = { ROOT, Place, hasDisks, pause, until };
