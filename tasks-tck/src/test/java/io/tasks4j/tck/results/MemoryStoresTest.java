package io.tasks4j.tck.results;

import io.tasks4j.backend.BackendSettings;
import io.tasks4j.backend.ScheduleStore;
import io.tasks4j.backend.memory.MemoryBackend;
import io.tasks4j.backend.memory.MemoryScheduleStore;
import io.tasks4j.lock.LockStore;
import io.tasks4j.result.MemoryMetadataStore;
import io.tasks4j.result.MemoryResultBackend;
import io.tasks4j.result.MetadataSettings;
import io.tasks4j.result.MetadataStore;
import io.tasks4j.result.ResultBackend;
import io.tasks4j.result.ResultSettings;
import java.time.InstantSource;
import org.junit.jupiter.api.Nested;

class MemoryStoresTest {
  @Nested
  class Results extends ResultBackendContract {
    @Override
    protected ResultBackend open(ResultSettings settings) {
      return new MemoryResultBackend(settings);
    }
  }

  @Nested
  class Metadata extends MetadataStoreContract {
    @Override
    protected MetadataStore open(MetadataSettings settings) {
      return new MemoryMetadataStore(settings);
    }
  }

  @Nested
  class Locks extends TaskLockContract {
    @Override
    protected LockStore open(InstantSource clock) {
      return new MemoryBackend(BackendSettings.defaults().clock(clock)).locks();
    }
  }

  @Nested
  class Schedules extends ScheduleStoreContract {
    @Override
    protected ScheduleStore open(InstantSource clock) {
      return new MemoryScheduleStore(clock);
    }
  }
}
