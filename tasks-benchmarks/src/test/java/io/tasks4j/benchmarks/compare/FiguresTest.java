package io.tasks4j.benchmarks.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class FiguresTest {
  private final List<Figure> all = new Figures().all();

  @Test
  void a_figure_is_read_out_of_what_its_program_prints() throws Exception {
    String sqlite =
        """
        enqueue one by one, 1 thread                 9169        25047     2.73
        enqueue one by one, 8 threads                9169        27517     3.00
        claim + settle in tens, 1 thread            57213        37316     0.65
        """;
    String drain =
        """
        raw, tens                          118875 /s     1.00 of raw
        SPI, tens                           68983 /s     0.58 of raw
        worker, concurrency 10              65802 /s     0.57 of raw
        """;
    String rabbitMq =
        """
        tasks4j, store=memory         in   16,370/s 0.95 (0.89 to 0.95)  out   29,671/s 1.76
        the store alone               in 4,799,132/s 325.45  out 3,663,540/s 217.28
        """;
    String grown = "in flight         10000       19.9       19.0     1.03";
    String group =
        "sqlite, 3000 tasks: alone 67 ms (51 to 71), in a group 83 ms (82 to 97), ratio 1.2";
    String core =
        """
        FlowBenchmark.in_batches                        10  avgt    3  3747.220 ± 86.120   ns/op
        FlowBenchmark.in_batches:gc.alloc.rate          10  avgt    3   653.959 ± 14.401  MB/sec
        FlowBenchmark.in_batches:gc.alloc.rate.norm     10  avgt    3  2552.343 ± 25.651    B/op
        PartsBenchmark.cron_next                       N/A  avgt    3   257.413 ±  7.551   ns/op
        """;

    assertEquals(25_047, figure("enqueue-1-sqlite").in(sqlite));
    assertEquals(27_517, figure("enqueue-8-sqlite").in(sqlite));
    assertEquals(37_316, figure("claim-settle-sqlite").in(sqlite));
    assertEquals(65_802, figure("drain-sqlite").in(drain));
    assertEquals(68_983, figure("drain-spi-sqlite").in(drain));
    assertEquals(16_370, figure("publish-rabbitmq-memory").in(rabbitMq));
    assertEquals(29_671, figure("consume-rabbitmq-memory").in(rabbitMq));
    assertEquals(19.9, figure("beside-in-flight-sqlite").in(grown));
    assertEquals(83, figure("group-sqlite").in(group));
    assertEquals(3747.22, figure("core-in-batches").in(core));
    assertEquals(2552.343, figure("bytes-core-in-batches").in(core));
    assertEquals(257.413, figure("core-cron").in(core));
    assertThrows(IOException.class, () -> figure("drain-sqlite").in(grown));
  }

  @Test
  void a_ratio_is_more_than_one_when_the_new_build_is_better() {
    assertEquals(2, figure("drain-sqlite").ratio(100, 200));
    assertEquals(0.5, figure("pick-up-sqlite").ratio(100, 200));
  }

  @Test
  void figures_are_chosen_by_name_or_by_how_names_begin() {
    assertEquals(List.of("group-redis"), names("group-redis"));
    assertEquals(
        List.of("group-sqlite", "group-memory", "group-redis", "core-cron"),
        names("core-cron", "group"));
    assertEquals(all.size(), names().size());
    assertEquals(all.size(), all.stream().map(Figure::name).distinct().count());
    String message =
        assertThrows(IllegalArgumentException.class, () -> names("no-such")).getMessage();
    assertTrue(message.startsWith("no figure 'no-such'; there are [batch-redis, "), message);
  }

  private Figure figure(String name) {
    return all.stream().filter(figure -> figure.name().equals(name)).findFirst().orElseThrow();
  }

  private List<String> names(String... chosen) {
    return Beside.choose(all, List.of(chosen)).stream().map(Figure::name).toList();
  }
}
