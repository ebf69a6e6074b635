// BullMQ: add, addBulk, one Worker with the given concurrency; finished jobs are kept, as ours are.
import { Queue, Worker } from 'bullmq';
import { BATCH, serve, sleep, TEXT } from './contender.mjs';

let queue;
let worker;
let connection;

const peer = {
  async open(address) {
    const { hostname, port } = new URL(address);
    connection = { host: hostname, port: Number(port), maxRetriesPerRequest: null };
    queue = new Queue('bench', { connection });
    await queue.waitUntilReady();
  },
  enqueue: () => queue.add('bench', { text: TEXT }),
  enqueueBatch: () =>
    queue.addBulk(Array.from({ length: BATCH }, () => ({ name: 'bench', data: { text: TEXT } }))),
  async drain(count, concurrency, millis) {
    let left = count;
    let finish;
    const done = new Promise((resolve) => (finish = resolve));
    const start = process.hrtime.bigint();
    worker = new Worker(
      'bench',
      async () => {
        if (millis) await sleep(millis);
      },
      { connection, concurrency },
    );
    worker.on('completed', () => {
      if (--left === 0) finish();
    });
    await done;
    const nanos = process.hrtime.bigint() - start;
    await worker.close();
    return nanos;
  },
  async startIdle() {
    worker = new Worker('bench', async () => peer.begun(), { connection, concurrency: 4 });
    await worker.waitUntilReady();
  },
  stopIdle: () => worker.close(),
  close: () => queue.close(),
};

await serve(peer);
