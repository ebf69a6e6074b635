package io.tasks4j.build;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeJars;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.GeneralCodingRules;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.text.DecimalFormatSymbols;
import java.text.Format;
import java.text.MessageFormat;
import java.time.Clock;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Date;
import java.util.Formatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Scanner;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** What no module may do; the build compiles this class into the tests of each published module. */
@AnalyzeClasses(
    packages = "io.tasks4j",
    importOptions = {DoNotIncludeTests.class, DoNotIncludeJars.class})
class CodingRulesTest {

  /** Classes that may read the wall clock or sleep, by full name. Each needs a reason beside it. */
  private static final Set<String> TIME_ALLOWED = Set.of();

  /** Classes that may touch the standard streams, by full name. */
  private static final Set<String> STREAMS_ALLOWED =
      Set.of("io.tasks4j.tck.faults.SecretAddresses"); // listens to what others print

  /** What writes as the default locale does unless it is given one, by pattern of the name. */
  private static final Map<Class<?>, String> LOCALISED =
      Map.of(
          String.class, "format|formatted|toLowerCase|toUpperCase",
          PrintStream.class, "format|printf",
          PrintWriter.class, "format|printf",
          Formatter.class, "<init>",
          Scanner.class, "<init>",
          Format.class, "<init>|get.*Instance",
          MessageFormat.class, "format",
          DateTimeFormatter.class, "ofPattern|ofLocalized.*",
          DateTimeFormatterBuilder.class, "toFormatter",
          Locale.class, "getDefault");

  @ArchTest
  static final ArchRule code_waits_on_a_condition_and_never_sleeps =
      noClasses()
          .that(mustNotTouchTime())
          .should()
          .accessTargetWhere(
              target(
                  "a sleep",
                  t ->
                      t.getName().equals("sleep")
                          && (t.getOwner().isAssignableTo(Thread.class)
                              || t.getOwner().isEquivalentTo(TimeUnit.class))))
          .because("a wait on a condition or a park ends early when the worker stops");

  @ArchTest
  static final ArchRule code_asks_the_injected_clock_for_the_time =
      noClasses()
          .that(mustNotTouchTime())
          .should()
          .accessTargetWhere(target("the wall clock", CodingRulesTest::readsWallClock))
          .because("time comes from an InstantSource, so that tests can turn it");

  @ArchTest
  static final ArchRule code_logs_and_never_prints =
      noClasses()
          .that(
              describe(
                  "are not listed in STREAMS_ALLOWED",
                  c -> !STREAMS_ALLOWED.contains(c.getFullName())))
          .should(GeneralCodingRules.ACCESS_STANDARD_STREAMS)
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule code_logs_through_slf4j =
      noClasses().should().dependOnClassesThat().resideInAPackage("java.util.logging..");

  @ArchTest
  static final ArchRule payloads_are_never_java_serialized =
      noClasses()
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.io.ObjectInputStream")
          .orShould()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.io.ObjectOutputStream")
          .because("reading a serialized object can run anything on the class path");

  @ArchTest
  static final ArchRule code_keeps_to_the_public_jdk =
      noClasses().should().dependOnClassesThat().resideInAnyPackage("sun..", "jdk.internal..");

  @ArchTest
  static final ArchRule code_names_the_locale_of_what_it_writes =
      noClasses()
          .should()
          .accessTargetWhere(target("the default locale", CodingRulesTest::asksDefaultLocale))
          .because(
              "what a machine reads is the same everywhere; in ar-EG %d gives digits that SVG, SQL"
                  + " and scripts do not read, in tr-TR \"ID\" in small letters is no \"id\"");

  private static DescribedPredicate<JavaClass> mustNotTouchTime() {
    return describe("are not listed in TIME_ALLOWED", c -> !TIME_ALLOWED.contains(c.getFullName()));
  }

  private static boolean readsWallClock(AccessTarget target) {
    if (target.getOwner().isEquivalentTo(System.class)) {
      return target.getName().equals("currentTimeMillis");
    }
    if (!(target instanceof CodeUnitAccessTarget call)) {
      return false;
    }
    List<JavaClass> parameters = call.getRawParameterTypes();
    if (target.getOwner().isEquivalentTo(Date.class)) {
      return target.getName().equals("<init>") && parameters.isEmpty();
    }
    // now(Clock) is how the injected clock is read; now() and now(ZoneId) ask the system.
    return target.getOwner().getPackageName().startsWith("java.time")
        && target.getName().equals("now")
        && parameters.stream().noneMatch(p -> p.isAssignableTo(Clock.class));
  }

  /** Whether it formats, or changes letters, as the default locale says. */
  private static boolean asksDefaultLocale(AccessTarget target) {
    if (!(target instanceof CodeUnitAccessTarget call)) {
      return false;
    }
    JavaClass owner = call.getOwner();
    String name = call.getName();
    boolean named =
        call.getRawParameterTypes().stream()
            .anyMatch(
                p ->
                    p.isEquivalentTo(Locale.class) || p.isEquivalentTo(DecimalFormatSymbols.class));
    return !named
        && LOCALISED.entrySet().stream()
            .anyMatch(e -> owner.isAssignableTo(e.getKey()) && name.matches(e.getValue()));
  }

  private static DescribedPredicate<JavaAccess<?>> target(
      String description, Predicate<AccessTarget> test) {
    return describe(description, access -> test.test(access.getTarget()));
  }
}
