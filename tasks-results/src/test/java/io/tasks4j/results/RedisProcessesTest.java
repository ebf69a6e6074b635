package io.tasks4j.results;

import io.tasks4j.tck.faults.SharedRedis;

class RedisProcessesTest extends SeveralProcesses {
  @Override
  String address() {
    return SharedRedis.freshUri();
  }
}
