package io.tasks4j.tck.worker;

import io.tasks4j.backend.Capability;
import io.tasks4j.backend.ForwardingBackend;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.backend.memory.MemoryBackend;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** A backend without locks keeps the rules on exclusive tasks: none of them is accepted. */
class WithoutLocksTest extends ExclusiveRules {
  WithoutLocksTest() {
    super(WithoutLocksTest::backend, Optional::empty);
  }

  static TaskBackend backend() {
    return new ForwardingBackend(new MemoryBackend()) {
      @Override
      public Set<Capability> capabilities() {
        Set<Capability> others = EnumSet.copyOf(super.capabilities());
        others.remove(Capability.LOCKS);
        return others;
      }
    };
  }
}
