package io.tasks4j.sqlite;

import io.tasks4j.message.Dependant;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The column {@code links}: who waits for a task, small and read without its message. */
final class DependantLinks {
  private static final int SIZE = 21;
  private static final byte BINDING = 1;

  private DependantLinks() {}

  /** One dependant. */
  record Link(UUID id, int slot, boolean binding) {}

  static byte @Nullable [] encode(List<Dependant> dependants) {
    if (dependants.isEmpty()) {
      return null;
    }
    ByteBuffer bytes = ByteBuffer.allocate(dependants.size() * SIZE);
    for (Dependant d : dependants) {
      UUID id = d.id().value();
      bytes.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
      bytes.putInt(d.slot()).put(d.binding() ? BINDING : 0);
    }
    return bytes.array();
  }

  /** The same without a binding, or null when there is none: what was put back is to be run. */
  static byte @Nullable [] unbound(byte @Nullable [] links) {
    if (links == null) {
      return null;
    }
    byte[] unbound = links.clone();
    boolean any = false;
    for (int flags = SIZE - 1; flags < links.length; flags += SIZE) {
      any |= links[flags] == BINDING;
      unbound[flags] = 0;
    }
    return any ? unbound : null;
  }

  static List<Link> decode(byte @Nullable [] links) {
    if (links == null) {
      return List.of();
    }
    List<Link> decoded = new ArrayList<>(links.length / SIZE);
    ByteBuffer bytes = ByteBuffer.wrap(links);
    while (bytes.remaining() >= SIZE) {
      UUID id = new UUID(bytes.getLong(), bytes.getLong());
      decoded.add(new Link(id, bytes.getInt(), bytes.get() == BINDING));
    }
    return decoded;
  }
}
