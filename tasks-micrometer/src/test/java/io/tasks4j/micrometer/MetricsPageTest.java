package io.tasks4j.micrometer;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tasks4j.TaskStatus;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.ClaimRequest;
import io.tasks4j.backend.LostDelivery;
import io.tasks4j.backend.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The page describes every metric there is, and no other, by its names and tags. */
class MetricsPageTest {
  private static final Path PAGE = Path.of("../docs/metrics.md");

  @Test
  void the_page_lists_every_metric_with_its_tags() throws Exception {
    Map<String, String> listed = new TreeMap<>();
    Pattern.compile("^\\| `(tasks4j\\.[a-z.]+)` \\|([^|]*)\\|", Pattern.MULTILINE)
        .matcher(Files.readString(PAGE))
        .results()
        .forEach(row -> listed.put(row.group(1), row.group(2).replace("`", "").strip()));

    Map<String, String> found = new TreeMap<>();
    try (Site site = everything()) {
      for (Meter meter : site.registry.getMeters()) {
        found.put(
            meter.getId().getName(),
            meter.getId().getTags().stream().map(Tag::getKey).collect(Collectors.joining(" ")));
      }
    }

    assertEquals(found, listed);
  }

  @Test
  void the_names_that_the_page_gives_for_prometheus_are_those_it_has() throws Exception {
    try (Site site = everything()) {
      String scraped = ((PrometheusMeterRegistry) site.registry).scrape();

      Pattern.compile("\\btasks4j_[a-z_]+")
          .matcher(Files.readString(PAGE))
          .results()
          .forEach(
              name ->
                  assertTrue(
                      scraped.contains(name.group() + "{") || scraped.contains(name.group() + " "),
                      () -> name.group() + " is not in " + scraped));
    }
  }

  /** A site where each thing has happened once. */
  private static Site everything() {
    Site site =
        new Site(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT), UnaryOperator.identity());
    site.queue.enqueue(Site.TYPE, "Ada");
    await().until(() -> !site.registry.find(MeterNames.QUEUE_PAUSED).gauges().isEmpty());
    Claim claim =
        site.queue
            .backend()
            .claim(ClaimRequest.of("w", "mail", Duration.ofMinutes(1)))
            .claims()
            .get(0);
    site.metrics.started(claim);
    site.metrics.settled(claim, new Outcome.Success(Optional.empty()), true, Duration.ofMillis(1));
    site.metrics.lost(new LostDelivery(claim.message(), 1, "w", TaskStatus.RETRY));
    site.metrics.abandoned(claim);
    return site;
  }
}
