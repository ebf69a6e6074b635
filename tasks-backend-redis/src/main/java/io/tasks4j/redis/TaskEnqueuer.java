package io.tasks4j.redis;

import io.tasks4j.BackendUnavailableException;
import io.tasks4j.UniqueKey;
import io.tasks4j.When;
import io.tasks4j.backend.EnqueueResult;
import io.tasks4j.message.Dependant;
import io.tasks4j.message.Join;
import io.tasks4j.message.MessageCodec;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.redis.ScriptAlphabets.Flag;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Enqueues: all messages in one script call, on a cluster one for each queue. */
final class TaskEnqueuer {
  private final ScriptContext store;

  TaskEnqueuer(ScriptContext store) {
    this.store = store;
  }

  List<EnqueueResult> enqueue(List<TaskMessage> messages) {
    List<TaskMessage> all = List.copyOf(messages);
    store.link().checkOpen();
    if (all.isEmpty()) {
      return List.of();
    }
    // Encoded first: what cannot be encoded is found before anything is stored.
    List<ScriptArguments> encoded = all.stream().map(m -> encode(m, store.keys())).toList();
    Set<String> names = new LinkedHashSet<>();
    all.forEach(m -> names.add(m.queue()));
    store.queues().register(names);
    EnqueueResult[] results = new EnqueueResult[all.size()];
    for (List<Integer> part : parts(all)) {
      enqueue(all, encoded, part, results);
    }
    return Arrays.asList(results);
  }

  /**
   * By queue where a call must keep to one. Then, if tasks wait for others, no task is stored
   * before one that stands in front of it: its end would be told to nobody.
   */
  private List<List<Integer>> parts(List<TaskMessage> all) {
    if (!store.link().isCluster() || all.stream().allMatch(m -> m.dependants().isEmpty())) {
      return store.split(all, TaskMessage::queue);
    }
    List<List<Integer>> runs = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      if (i == 0 || !all.get(i).queue().equals(all.get(i - 1).queue())) {
        runs.add(new ArrayList<>());
      }
      runs.get(runs.size() - 1).add(i);
    }
    return runs;
  }

  private void enqueue(
      List<TaskMessage> all,
      List<ScriptArguments> encoded,
      List<Integer> part,
      EnqueueResult[] results) {
    KeyIndex index = new KeyIndex(store.keys());
    ScriptArguments tail = new ScriptArguments().add(part.size());
    part.forEach(i -> tail.add(index.of(all.get(i).queue())).addAll(encoded.get(i)));
    Object reply =
        store
            .link()
            .run(
                LuaScript.ENQUEUE,
                index.keys(),
                again -> store.args().add(again ? "1" : "0").addAll(tail));
    List<String> holders = new ArrayList<>();
    ScriptReplies.list(reply).forEach(holder -> holders.add(ScriptReplies.text(holder)));
    if (holders.get(part.size()).equals("1")) {
      store.queues().registerAgain(part.stream().map(i -> all.get(i).queue()).distinct().toList());
    }
    for (int n = 0; n < part.size(); n++) {
      int i = part.get(n);
      String holder = holders.get(n);
      results[i] =
          holder.isEmpty()
              ? new EnqueueResult(all.get(i).id(), true)
              : new EnqueueResult(ShortIds.decode(holder), false);
    }
  }

  /** See {@link RedisBackend#withdraw}. */
  boolean withdraw(List<TaskMessage> messages) {
    store.link().checkOpen();
    List<TaskMessage> all = List.copyOf(messages);
    boolean some = false;
    for (List<Integer> part : store.split(all, TaskMessage::queue)) {
      if (!withdraw(all, part)) {
        if (some) {
          throw new BackendUnavailableException(
              "of tasks of several queues of a Redis Cluster some were withdrawn, others have"
                  + " begun",
              null);
        }
        return false;
      }
      some = true;
    }
    return true;
  }

  private boolean withdraw(List<TaskMessage> all, List<Integer> part) {
    KeyIndex index = new KeyIndex(store.keys());
    ScriptArguments tail = new ScriptArguments().add(part.size());
    for (int i : part) {
      tail.add(index.of(all.get(i).queue())).add(ShortIds.encode(all.get(i).id()));
    }
    Object gone =
        store
            .link()
            .run(
                LuaScript.WITHDRAW,
                index.keys(),
                again -> store.args().add(again ? "1" : "0").addAll(tail));
    return ScriptReplies.number(gone) == 1;
  }

  /** The three arguments of a message: its id, its head, and who waits for it with the envelope. */
  static ScriptArguments encode(TaskMessage m, RedisKeys keys) {
    byte[] links = links(m, keys).getBytes(StandardCharsets.UTF_8);
    byte[] envelope = MessageCodec.encode(m);
    byte[] both = envelope;
    if (links.length > 0) {
      both = Arrays.copyOf(links, links.length + envelope.length);
      System.arraycopy(envelope, 0, both, links.length, envelope.length);
    }
    return new ScriptArguments().add(ShortIds.encode(m.id())).add(head(m, links.length)).add(both);
  }

  private static String head(TaskMessage m, int links) {
    String bound = m.dependants().stream().anyMatch(Dependant::binding) ? Flag.BOUND.letter() : "";
    return m.priority()
        + " "
        + when(m.due())
        + " "
        + when(m.expiry())
        + " "
        + m.name()
        + " "
        + m.unique()
            .map(
                u ->
                    ScriptAlphabets.Scope.of(u.scope()).letter()
                        + " "
                        + ShortIds.digest(u.key())
                        + " "
                        + window(u))
            .orElse("- - -")
        + " "
        + (links == 0 ? "-" : links + bound)
        + " "
        + m.join().map(TaskEnqueuer::join).orElse("-");
  }

  private static String links(TaskMessage m, RedisKeys keys) {
    StringBuilder links = new StringBuilder();
    for (Dependant d : m.dependants()) {
      links
          .append(d.slot())
          .append(' ')
          .append(Flag.BOUND.orDash(d.binding()))
          .append(' ')
          .append(ShortIds.encode(d.id()));
      links.append(' ').append(d.queue().equals(m.queue()) ? "" : keys.meta(d.queue()));
      links.append('\n');
    }
    return links.toString();
  }

  private static String join(Join join) {
    return join.parents()
        + ":"
        + join.leastFailures()
        + ":"
        + join.mostFailures()
        + ":"
        + Flag.PATIENT.orDash(join.patient())
        + Flag.GATE.orDash(join.gate());
  }

  private static String when(Optional<When> when) {
    if (when.isEmpty()) {
      return "-";
    }
    return when.get() instanceof When.At at
        ? "@" + at.instant().toEpochMilli()
        : "+" + ((When.After) when.get()).delay().toMillis();
  }

  private static String window(UniqueKey unique) {
    return unique.window().map(w -> "" + w.toMillis()).orElse("-");
  }
}
