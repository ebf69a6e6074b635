package io.tasks4j.tck.results;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.tasks4j.backend.ScheduleStore;
import io.tasks4j.lock.LockStore;
import io.tasks4j.result.MetadataSettings;
import io.tasks4j.result.MetadataStore;
import io.tasks4j.result.ResultBackend;
import io.tasks4j.result.ResultSettings;
import java.lang.reflect.Method;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** The kit's own test: each rule of the contracts of stores is broken by a wrong store. */
class StoreMutantsTest {
  private static final Map<String, Function<ResultSettings, ResultBackend>> RESULTS =
      new LinkedHashMap<>();
  private static final Map<String, Function<MetadataSettings, MetadataStore>> METADATA =
      new LinkedHashMap<>();
  private static final Map<String, Function<InstantSource, LockStore>> LOCKS =
      new LinkedHashMap<>();
  private static final Map<String, Function<InstantSource, ScheduleStore>> SCHEDULES =
      new LinkedHashMap<>();

  static {
    RESULTS.put("RSB-1", WrongResults::forgetsErrors);
    RESULTS.put("RSB-2", WrongResults::lastStays);
    RESULTS.put("RSB-3", WrongResults::forgetsMediaTypes);
    RESULTS.put("RSB-4", WrongResults::deletesNothing);
    RESULTS.put("RSB-5", WrongResults::waitsTooShort);
    RESULTS.put("RSB-6", WrongResults::wakesNobody);
    RESULTS.put("RSB-7", WrongResults::wakesOneOfEach);
    RESULTS.put("RSB-8", WrongResults::swallowsInterrupts);
    RESULTS.put("RSB-9", WrongResults::keepsForEver);
    RESULTS.put("RSB-10", WrongResults::keepsAll);
    RESULTS.put("RSB-11", WrongResults::takesAnySize);
    RESULTS.put("RSB-12", WrongResults::looksThenStores);
    // Shared and durable by its own word alone.
    RESULTS.put("RSB-13", WrongResults::new);
    RESULTS.put("RSB-14", WrongResults::new);
    METADATA.put("MDS-1", WrongMetadata::forgetsProgress);
    METADATA.put("MDS-2", WrongMetadata::lastStays);
    METADATA.put("MDS-3", WrongMetadata::expectsNothing);
    METADATA.put("MDS-4", WrongMetadata::looksThenReplaces);
    METADATA.put("MDS-5", WrongMetadata::deletesNothing);
    METADATA.put("MDS-6", WrongMetadata::listsBackwards);
    METADATA.put("MDS-7", WrongMetadata::listsOtherNames);
    METADATA.put("MDS-8", WrongMetadata::countsNothing);
    METADATA.put("MDS-9", WrongMetadata::keepsForEver);
    METADATA.put("MDS-10", WrongMetadata::keepsAll);
    METADATA.put("MDS-11", WrongMetadata::new);
    LOCKS.put("LCK-1", WrongLocks::letsAllIn);
    LOCKS.put("LCK-2", WrongLocks::countsTokensByKey);
    LOCKS.put("LCK-3", WrongLocks::neverLapses);
    LOCKS.put("LCK-4", WrongLocks::renewsNothing);
    LOCKS.put("LCK-5", WrongLocks::releasesWhoever);
    LOCKS.put("LCK-6", WrongLocks::mixesCases);
    LOCKS.put("LCK-7", WrongLocks::looksThenTakes);
    LOCKS.put("LCK-8", WrongLocks::renewsNothing);
    LOCKS.put("LCK-9", WrongLocks::renewsNothing);
    LOCKS.put("LCK-10", WrongLocks::new);
    SCHEDULES.put("SDS-1", WrongSchedules::forgetsLines);
    SCHEDULES.put("SDS-2", WrongSchedules::lastStays);
    SCHEDULES.put("SDS-3", WrongSchedules::countsByName);
    SCHEDULES.put("SDS-4", WrongSchedules::removesAnyVersion);
    SCHEDULES.put("SDS-5", WrongSchedules::latestFirst);
    SCHEDULES.put("SDS-6", WrongSchedules::firstTimeStays);
    SCHEDULES.put("SDS-7", WrongSchedules::pagesBegunAnew);
    SCHEDULES.put("SDS-8", WrongSchedules::mixesCases);
    SCHEDULES.put("SDS-9", WrongSchedules::looksThenPuts);
    SCHEDULES.put("SDS-10", WrongSchedules::clockOfItsOwn);
    SCHEDULES.put("SDS-11", WrongSchedules::allOrNone);
    SCHEDULES.put("SDS-12", WrongSchedules::neverCloses);
    SCHEDULES.put("SDS-13", WrongSchedules::new);
  }

  private static Function<ResultSettings, ResultBackend> results = WrongResults::new;
  private static Function<MetadataSettings, MetadataStore> metadata = WrongMetadata::new;
  private static Function<InstantSource, LockStore> locks = WrongLocks::new;
  private static Function<InstantSource, ScheduleStore> schedules = WrongSchedules::new;

  @TestFactory
  Stream<DynamicTest> every_rule_is_broken_by_a_store_that_is_wrong_in_its_way() {
    return Stream.of(
            RESULTS.entrySet().stream()
                .map(e -> test(e.getKey(), Results.class, () -> results = e.getValue())),
            METADATA.entrySet().stream()
                .map(e -> test(e.getKey(), Metadata.class, () -> metadata = e.getValue())),
            LOCKS.entrySet().stream()
                .map(e -> test(e.getKey(), Locks.class, () -> locks = e.getValue())),
            SCHEDULES.entrySet().stream()
                .map(e -> test(e.getKey(), Schedules.class, () -> schedules = e.getValue())))
        .flatMap(tests -> tests);
  }

  @Test
  void every_rule_has_its_wrong_store() {
    Set<String> broken = new TreeSet<>();
    List.of(RESULTS, METADATA, LOCKS, SCHEDULES).forEach(each -> broken.addAll(each.keySet()));

    Set<String> rules =
        Stream.of(
                ResultBackendContract.class,
                MetadataStoreContract.class,
                TaskLockContract.class,
                ScheduleStoreContract.class)
            .flatMap(contract -> Arrays.stream(contract.getDeclaredMethods()))
            .filter(method -> method.isAnnotationPresent(DisplayName.class))
            .map(StoreMutantsTest::id)
            .collect(Collectors.toCollection(TreeSet::new));

    assertEquals(rules, broken);
  }

  private static DynamicTest test(String rule, Class<?> contract, Runnable set) {
    return DynamicTest.dynamicTest(
        rule + " is broken",
        () -> {
          set.run();
          assertEquals(Set.of(rule), broken(contract, rule));
        });
  }

  private static Set<String> broken(Class<?> contract, String rule) {
    Set<String> broken = new TreeSet<>();
    TestExecutionListener listener =
        new TestExecutionListener() {
          @Override
          public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            if (test.isTest() && result.getStatus() == TestExecutionResult.Status.FAILED) {
              broken.add(id(test.getDisplayName()));
            }
          }
        };
    PostDiscoveryFilter only =
        test -> FilterResult.includedIf(!test.isTest() || id(test.getDisplayName()).equals(rule));
    LauncherFactory.create()
        .execute(
            LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(contract))
                .filters(only)
                .build(),
            listener);
    return broken;
  }

  private static String id(Method method) {
    return id(method.getAnnotation(DisplayName.class).value());
  }

  private static String id(String displayName) {
    return displayName.split(":", 2)[0];
  }

  /** Run by this test alone: not named like a test, and no nested one. */
  static class Results extends ResultBackendContract {
    @Override
    protected ResultBackend open(ResultSettings settings) {
      return results.apply(settings);
    }

    @Override
    protected ResultBackend reopen(ResultSettings settings) {
      return open(settings);
    }

    @Override
    protected boolean isShared() {
      return true;
    }

    @Override
    protected Duration patience() {
      return Duration.ofSeconds(1);
    }
  }

  static class Metadata extends MetadataStoreContract {
    @Override
    protected MetadataStore open(MetadataSettings settings) {
      return metadata.apply(settings);
    }

    @Override
    protected MetadataStore reopen(MetadataSettings settings) {
      return open(settings);
    }

    @Override
    protected boolean isShared() {
      return true;
    }

    @Override
    protected Duration patience() {
      return Duration.ofSeconds(1);
    }
  }

  static class Locks extends TaskLockContract {
    @Override
    protected LockStore open(InstantSource clock) {
      return locks.apply(clock);
    }

    @Override
    protected LockStore reopen(InstantSource clock) {
      return open(clock);
    }

    @Override
    protected boolean isShared() {
      return true;
    }

    @Override
    protected Duration patience() {
      return Duration.ofSeconds(1);
    }
  }

  static class Schedules extends ScheduleStoreContract {
    @Override
    protected ScheduleStore open(InstantSource clock) {
      return schedules.apply(clock);
    }

    @Override
    protected ScheduleStore reopen(InstantSource clock) {
      return open(clock);
    }

    @Override
    protected boolean isShared() {
      return true;
    }

    @Override
    protected Duration patience() {
      return Duration.ofSeconds(1);
    }
  }
}
