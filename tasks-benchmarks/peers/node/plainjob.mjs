// plainjob on better-sqlite3. One worker is serial, and all is in one thread: concurrency adds nothing.
import Database from 'better-sqlite3';
import { better, defineQueue, defineWorker } from 'plainjob';
import { BATCH, serve, sleep, TEXT } from './contender.mjs';

const silent = { error: console.error, warn: console.error, info() {}, debug() {} };
let queue;
let worker;
let handle;

function start() {
  worker = defineWorker('bench', (job) => handle(job), { queue, logger: silent });
  worker.start();
}

const peer = {
  async open(address) {
    queue = defineQueue({ connection: better(new Database(address)), logger: silent });
  },
  enqueue: () => queue.add('bench', { text: TEXT }),
  enqueueBatch: () => queue.addMany('bench', Array.from({ length: BATCH }, () => ({ text: TEXT }))),
  async drain(count, concurrency, millis) {
    let left = count;
    let finish;
    const done = new Promise((resolve) => (finish = resolve));
    handle = async () => {
      if (millis) await sleep(millis);
      if (--left === 0) finish();
    };
    const begin = process.hrtime.bigint();
    start();
    await done;
    const nanos = process.hrtime.bigint() - begin;
    await worker.stop();
    return nanos;
  },
  async startIdle() {
    handle = () => peer.begun();
    start();
  },
  stopIdle: () => worker.stop(),
  async close() {
    queue.close();
  },
};

await serve(peer);
