package io.tasks4j.worker;

import java.util.List;

/**
 * The turn to claim, from {@link Slots#awaitTurn} or {@link Slots#tryTurn} to {@link #close}. One
 * at a time has it, so room is given to nobody twice. Of one thread.
 */
final class ClaimTurn implements AutoCloseable {
  private final Slots slots;
  private final int room;

  /** A turn for so many tasks; 0 is no turn. */
  ClaimTurn(Slots slots, int room) {
    this.slots = slots;
    this.room = room;
  }

  /** How many tasks to claim; 0 when there is none to claim, and nothing to end. */
  int room() {
    return room;
  }

  /** Puts claims into the buffer; gives back those for which it is too late. */
  List<Held> fill(List<Held> claims) {
    return slots.fill(claims);
  }

  @Override
  public void close() {
    if (room > 0) {
      slots.endTurn();
    }
  }
}
