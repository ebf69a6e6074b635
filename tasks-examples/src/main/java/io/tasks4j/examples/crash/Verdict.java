package io.tasks4j.examples.crash;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the notes of all processes say.
 *
 * @param accepted tasks whose enqueue returned
 * @param runs effects, over all tasks
 * @param lost accepted tasks that never ran
 * @param excused further runs of tasks whose worker was killed between effect and settlement
 * @param unexcused further runs of tasks for any other reason
 */
record Verdict(int accepted, int runs, int lost, int excused, int unexcused) {
  /** For a worker that nobody killed. */
  static final long NEVER = Long.MAX_VALUE;

  private record Run(long token, long at, long killedAt, boolean settled) {
    /** Whether a further run had to be: the worker was killed before, and had not settled. */
    boolean excuses(Run next) {
      return killedAt <= next.at && !settled;
    }
  }

  /**
   * Reads the notes.
   *
   * @param producer name of the producer's notes
   * @param workers each worker process there was, and when it was killed, in epoch milliseconds
   */
  static Verdict of(Site site, String producer, Map<String, Long> workers) throws IOException {
    Set<Integer> accepted = new HashSet<>();
    site.notes(producer).forEach(line -> accepted.add(Integer.parseInt(line)));
    Map<Integer, List<Run>> runs = new HashMap<>();
    for (Map.Entry<String, Long> worker : workers.entrySet()) {
      collect(site.notes(worker.getKey()), worker.getValue(), runs);
    }
    int all = 0;
    int excused = 0;
    int unexcused = 0;
    for (List<Run> ofTask : runs.values()) {
      all += ofTask.size();
      ofTask.sort(Comparator.comparingLong(Run::token));
      // Each run but the last must have a reason why it was not the last.
      for (int i = 0; i + 1 < ofTask.size(); i++) {
        if (ofTask.get(i).excuses(ofTask.get(i + 1))) {
          excused++;
        } else {
          unexcused++;
        }
      }
    }
    accepted.removeAll(runs.keySet());
    return new Verdict(site.notes(producer).size(), all, accepted.size(), excused, unexcused);
  }

  private static void collect(List<String> notes, long killedAt, Map<Integer, List<Run>> runs) {
    Set<String> settled = new HashSet<>();
    for (String line : notes) {
      if (line.startsWith("settled ")) {
        settled.add(line.substring("settled ".length()));
      }
    }
    for (String line : notes) {
      String[] words = line.split(" ", -1);
      if (words[0].equals("ran")) {
        int number = Integer.parseInt(words[1]);
        long token = Long.parseLong(words[2]);
        // Tasks that were claimed together may have one token.
        boolean ended = settled.contains(Work.id(number) + " " + token);
        runs.computeIfAbsent(number, n -> new ArrayList<>())
            .add(new Run(token, Long.parseLong(words[3]), killedAt, ended));
      }
    }
  }
}
