// The line protocol of io.tasks4j.benchmarks.compare.Contender, for peers on Node.
import readline from 'node:readline';

export const TEXT = 'x'.repeat(187);
export const BATCH = 100;
export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Micros since the epoch. */
const micros = () => Math.round((performance.timeOrigin + performance.now()) * 1000);

export async function serve(peer) {
  let begunMicros = 0;
  let begun = () => {};
  peer.begun = () => {
    begunMicros = micros();
    begun();
  };

  const timed = async (work) => {
    const start = process.hrtime.bigint();
    await work();
    return `ok ${process.hrtime.bigint() - start}`;
  };

  const commands = {
    open: async (address) => {
      await peer.open(address);
      return 'ok';
    },
    enqueue: (count) =>
      timed(async () => {
        for (let i = 0; i < count; i++) await peer.enqueue();
      }),
    // Eight callers that wait for their own task each, as eight threads would.
    enqueue8: (count) =>
      timed(() =>
        Promise.all(
          Array.from({ length: 8 }, async () => {
            for (let i = 0; i < count / 8; i++) await peer.enqueue();
          }),
        ),
      ),
    batch: (count) =>
      timed(async () => {
        for (let i = 0; i < count / BATCH; i++) await peer.enqueueBatch();
      }),
    drain: async (count, concurrency, millis) =>
      `ok ${await peer.drain(Number(count), Number(concurrency), Number(millis))}`,
    pickup: async (count) => {
      await peer.startIdle();
      const all = [];
      const end = Date.now() + 15_000;
      for (let i = -5; i < count && (i < 3 || Date.now() < end); i++) {
        await sleep(20 + Math.random() * 60);
        const done = new Promise((resolve) => (begun = resolve));
        const before = micros();
        await peer.enqueue();
        await done;
        if (i >= 0) all.push(begunMicros - before);
      }
      await peer.stopIdle();
      return `ok ${all.join(' ')}`;
    },
    cpu: async () => {
      const { user, system } = process.cpuUsage();
      return `ok ${(user + system) * 1000}`;
    },
    close: async () => {
      await peer.close();
      return 'ok';
    },
  };

  for await (const line of readline.createInterface({ input: process.stdin })) {
    const [command, ...args] = line.split(' ');
    try {
      console.log(await commands[command](...args));
    } catch (e) {
      console.error(e);
      console.log(`error ${String(e).replaceAll('\n', ' ')}`);
    }
  }
  process.exit(0);
}
